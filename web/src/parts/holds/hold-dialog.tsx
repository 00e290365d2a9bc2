import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { createHold } from '#web/api/executions/holds.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input, PendingOption, Select } from '#web/ui/fields/field.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { holdDialogWords } from './words.ts'

/** Value for all plugins. No plugin has this name. */
const EVERYTHING = '*'
const HOUR_MS = 3_600_000
/** The fields that show their own errors, besides that of the plugin. */
const SHOWN = ['reason', 'until']
const LENGTHS = [
  ['', holdDialogWords.lengths.untilEnded],
  ['1', holdDialogWords.lengths.hour],
  ['4', holdDialogWords.lengths.hours4],
  ['24', holdDialogWords.lengths.day],
  ['at', holdDialogWords.lengths.setTime],
] as const

/** Keeps executions from starting, of one plugin or of all. `plugin` preselects one. */
export function HoldDialog({ plugin: preselected, onClose }: { plugin?: string; onClose: () => void }) {
  const toast = useToast()
  const now = useNow(60)
  const [plugin, setPlugin] = useState(preselected ?? '')
  const [reason, setReason] = useState('')
  const [length, setLength] = useState('')
  const [at, setAt] = useState('')
  const registry = useQuery({ ...plugins.everything(), enabled: preselected === undefined })
  const creating = useMutation(createHold())
  const errors = fieldErrors(creating.error)
  const readUntil = (): string | null => {
    if (length === '' || (length === 'at' && at === '')) return null
    return (length === 'at' ? new Date(at) : new Date(now + Number(length) * HOUR_MS)).toISOString()
  }
  const names = [...new Set((registry.data ?? []).map(({ name }) => name))].toSorted()
  return (
    <ConfirmDialog
      title={preselected === undefined ? holdDialogWords.titleAny : holdDialogWords.title(preselected)}
      confirmLabel={holdDialogWords.hold}
      disabledReason={plugin === '' ? holdDialogWords.chooseFirst : undefined}
      busy={creating.isPending}
      error={generalError(creating.error, preselected === undefined ? ['plugin', ...SHOWN] : SHOWN)}
      onConfirm={() =>
        creating.mutate(
          { plugin: plugin === EVERYTHING ? null : plugin, reason, until: readUntil() },
          {
            onSuccess: () => {
              toast.done(plugin === EVERYTHING ? holdDialogWords.allHeld : holdDialogWords.held(plugin))
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{holdDialogWords.hint}</p>
      {preselected === undefined && (
        <Field label={holdDialogWords.scope} required error={errors.get('plugin')}>
          {(control) => (
            <Select {...control} value={plugin} onChange={(event) => setPlugin(event.target.value)}>
              <option value="" disabled>
                {holdDialogWords.choose}
              </option>
              <option value={EVERYTHING}>{holdDialogWords.allPipelines}</option>
              {names.map((name) => (
                <option key={name} value={name}>
                  {holdDialogWords.using(name)}
                </option>
              ))}
              <PendingOption query={registry} />
            </Select>
          )}
        </Field>
      )}
      <Field label={holdDialogWords.reason} required error={errors.get('reason')}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={500}
            autoComplete="off"
            placeholder={holdDialogWords.reasonExample}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={holdDialogWords.duration} error={length === 'at' ? undefined : errors.get('until')}>
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
        <Field label={holdDialogWords.until} error={errors.get('until')} hint={holdDialogWords.untilHint}>
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
