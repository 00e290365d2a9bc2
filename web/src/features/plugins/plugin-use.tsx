import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { updatePlugin } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { HoldList } from '#web/parts/holds/hold-list.tsx'
import { HoldButton } from '#web/parts/holds/hold-button.tsx'
import { useHolds } from '#web/parts/holds/use-holds.ts'
import { pluginUseWords } from './words.ts'

/** The limit of executions that use the plugin at once, and its hold. */
export function PluginUse({ plugin }: { plugin: Plugin }) {
  const holds = useHolds().filter((hold) => hold.plugin === plugin.name)
  return (
    <Section title={pluginUseWords.use} aside={holds.length === 0 && <HoldButton plugin={plugin.name} />}>
      {holds.length > 0 && (
        <div className="mb-3">
          <HoldList holds={holds} />
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
  const [limitError, setLimitError] = useState<string>()
  const updating = useMutation(updatePlugin())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = limit.trim()
    if (!/^([1-9]\d{0,2}|1000)?$/.test(text)) {
      setLimitError(pluginUseWords.wrongLimit)
      return
    }
    const maxConcurrent = text === '' ? null : Number(text)
    updating.mutate(
      { id: plugin.id, body: { revision: plugin.revision, maxConcurrent } },
      {
        onSuccess: () =>
          toast.done(text === '' ? pluginUseWords.limitRemoved : pluginUseWords.limitSet(text)),
        onError: (error) => setLimitError(isProblem(error) ? messageOf(error) : String(error)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Field label={pluginUseWords.limit} error={limitError} hint={pluginUseWords.limitHint}>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              value={limit}
              inputMode="numeric"
              placeholder={pluginUseWords.noLimit}
              readOnly={!editor.allowed}
              className="tabular"
              onChange={(event) => {
                setLimitError(undefined)
                setLimit(event.target.value)
              }}
            />
            <Button
              type="submit"
              busy={updating.isPending}
              disabledReason={
                editor.allowed
                  ? limit.trim() === stored
                    ? pluginUseWords.noChanges
                    : undefined
                  : editor.reason
              }
            >
              {pluginUseWords.saveLimit}
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}
