import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { createHold } from '#web/api/holds.ts'
import { plugins } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { useNow } from '#web/lib/clock.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

const HOUR_MS = 3_600_000
const LENGTHS = [
  ['', 'Until somebody ends it'],
  ['1', 'For an hour'],
  ['4', 'For 4 hours'],
  ['24', 'For a day'],
  ['at', 'Until a certain time'],
] as const

/** Stops executions from starting: of one plugin, which may be given, or of all. */
export function HoldDialog({ plugin: given, onClose }: { plugin?: string; onClose: () => void }) {
  const toast = useToast()
  const now = useNow(60)
  const [plugin, setPlugin] = useState(given ?? '')
  const [reason, setReason] = useState('')
  const [length, setLength] = useState('')
  const [at, setAt] = useState('')
  const registry = useQuery({ ...plugins.everything(), enabled: given === undefined })
  const creating = useMutation(createHold())
  const fields = isProblem(creating.error) ? creating.error.fields : []
  const problem = (path: string) => fields.find((field) => field.path === path)?.message
  const until = (): string | null => {
    if (length === '' || (length === 'at' && at === '')) return null
    return (length === 'at' ? new Date(at) : new Date(now + Number(length) * HOUR_MS)).toISOString()
  }
  const names = [...new Set((registry.data ?? []).map(({ name }) => name))].toSorted()
  return (
    <ConfirmDialog
      title={given === undefined ? 'Hold pipelines' : `Hold the pipelines of ${given}`}
      confirmLabel="Hold"
      busy={creating.isPending}
      error={creating.error === null || fields.length > 0 ? null : messageOf(creating.error)}
      onConfirm={() =>
        creating.mutate(
          { plugin: plugin === '' ? null : plugin, reason, until: until() },
          {
            onSuccess: () => {
              toast.done(plugin === '' ? 'All pipelines are held.' : `${plugin} is held.`)
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>
        Executions that use it wait until the hold ends; those under way go on. Schedules fire as ever, so
        that nothing is lost.
      </p>
      {given === undefined && (
        <Field label="What" error={problem('plugin')}>
          {(control) => (
            <Select {...control} value={plugin} onChange={(event) => setPlugin(event.target.value)}>
              <option value="">All pipelines</option>
              {names.map((name) => (
                <option key={name} value={name}>
                  Those that use {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Reason" required error={problem('reason')}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={500}
            autoComplete="off"
            placeholder="The source is down until noon"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label="How long" error={length === 'at' ? undefined : problem('until')}>
        {(control) => (
          <Select {...control} value={length} onChange={(event) => setLength(event.target.value)}>
            {LENGTHS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {length === 'at' && (
        <Field label="Until" error={problem('until')} hint="On the clock of this computer.">
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  )
}
