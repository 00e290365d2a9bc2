import type { Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { updatePlugin } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { useRole } from '#web/api/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { HoldList } from '../holds/hold-banner.tsx'
import { HoldButton } from '../holds/hold-button.tsx'
import { useHolds } from '../holds/use-holds.ts'

/** How many executions may use the plugin at once, and whether it is held. */
export function PluginUse({ plugin }: { plugin: Plugin }) {
  const held = useHolds().filter((hold) => hold.plugin === plugin.name)
  return (
    <Section title="Use" aside={held.length === 0 && <HoldButton plugin={plugin.name} />}>
      {held.length > 0 && (
        <div className="mb-3">
          <HoldList holds={held} />
        </div>
      )}
      <LimitField key={plugin.revision} plugin={plugin} />
    </Section>
  )
}

function LimitField({ plugin }: { plugin: Plugin }) {
  const toast = useToast()
  const editor = useRole('editor')
  const stored = plugin.maxConcurrent === null ? '' : String(plugin.maxConcurrent)
  const [limit, setLimit] = useState(stored)
  const [wrong, setWrong] = useState<string>()
  const updating = useMutation(updatePlugin())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = limit.trim()
    if (!/^([1-9]\d{0,2}|1000)?$/.test(text)) {
      setWrong('Enter a number from 1 to 1,000, or leave it empty for no limit.')
      return
    }
    const maxConcurrent = text === '' ? null : Number(text)
    updating.mutate(
      { id: plugin.id, body: { revision: plugin.revision, maxConcurrent } },
      {
        onSuccess: () => toast.done(text === '' ? 'There is no limit now.' : `At most ${text} at once now.`),
        onError: (error) => setWrong(isProblem(error) ? messageOf(error) : String(error)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Field
        label="Executions at once"
        error={wrong}
        hint="For a source that bears only so many connections. The others wait, without holding up other pipelines."
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              value={limit}
              inputMode="numeric"
              placeholder="No limit"
              readOnly={!editor.allowed}
              className="tabular"
              onChange={(event) => {
                setWrong(undefined)
                setLimit(event.target.value)
              }}
            />
            <Button
              type="submit"
              busy={updating.isPending}
              disabledReason={
                editor.allowed ? (limit.trim() === stored ? 'Nothing changed.' : undefined) : editor.reason
              }
            >
              Save limit
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}
