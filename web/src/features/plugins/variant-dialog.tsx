import type { Plugin } from '@flx/shared/plugin'
import type { VariantCheck } from '@flx/shared/plugin-actions'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { changeVariant, plugins } from '#web/api/plugins.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { Alternatives } from '../setting-form/alternatives.tsx'

/** Replaces the plugin's variant in place, after a look at what becomes of its settings. */
export function VariantDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const toast = useToast()
  const known = useQuery(plugins.variants(plugin.id))
  const others = (known.data?.variants ?? []).filter((name) => name !== plugin.variant)
  const [wanted, setWanted] = useState<string | null>(null)
  const [dropUnfit, setDropUnfit] = useState(false)
  const variant = wanted ?? others[0]
  const check = useQuery({ ...plugins.variant(plugin, variant ?? ''), enabled: variant !== undefined })
  const changing = useMutation(changeVariant())
  const unfit = check.data?.problems.length ?? 0

  return (
    <ConfirmDialog
      title={`Change the variant of ${plugin.name}`}
      confirmLabel="Change variant"
      wide
      busy={changing.isPending}
      error={changing.error === null ? null : messageOf(changing.error)}
      disabledReason={
        check.data === undefined
          ? 'Its settings are not checked yet.'
          : unfit > 0 && !dropUnfit
            ? 'Some values do not fit.'
            : undefined
      }
      onConfirm={() =>
        changing.mutate(
          { id: plugin.id, revision: plugin.revision, variant: variant ?? '', dropUnfit },
          {
            onSuccess: (changed) => {
              toast.done(`${changed.name} is now of the variant ${changed.variant}.`)
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>
        Another program takes the place of this one in every pipeline that uses it. Pipelines, history and
        settings stay.
      </p>
      {known.isPending ? (
        <Skeleton className="h-16" />
      ) : variant === undefined ? (
        <Notice tone="caution">
          {known.error === null ? 'The catalogue has no other variant of it.' : messageOf(known.error)}
        </Notice>
      ) : (
        <>
          <Field label="Variant" hint={plugin.variant === '' ? undefined : `Now: ${plugin.variant}.`}>
            {(control) => (
              <Select
                {...control}
                value={variant}
                onChange={(event) => {
                  setWanted(event.target.value)
                  setDropUnfit(false)
                }}
              >
                {others.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {check.error !== null && <Notice tone="danger">{messageOf(check.error)}</Notice>}
          {check.isPending && check.error === null && <Skeleton className="h-24" />}
          {check.data !== undefined && <Check check={check.data} />}
          {unfit > 0 && (
            <Checkbox
              label="Drop the values that do not fit"
              checked={dropUnfit}
              onChange={(event) => setDropUnfit(event.target.checked)}
            />
          )}
        </>
      )}
    </ConfirmDialog>
  )
}

function Check({ check }: { check: VariantCheck }) {
  const { kept, unknown, problems, needs, notes, pipUrl } = check
  return (
    <div className="space-y-3" aria-live="polite">
      <p>
        {pipUrl === null ? (
          'It is part of the product.'
        ) : (
          <>
            To be installed afterwards: <code className="font-mono text-xs break-all">{pipUrl}</code>
          </>
        )}
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>{kept.length === 0 ? 'It takes over no setting.' : `It takes over ${kept.join(', ')}.`}</li>
        {unknown.length > 0 && (
          <li>It does not describe {unknown.join(', ')}, which stay and are passed on.</li>
        )}
        {problems.map(({ path, message }) => (
          <li key={path} className="text-danger">
            <code className="font-mono">{path.replace(/^settings\./, '')}</code> does not fit: {message}
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <Notice key={note} tone="caution">
          {note}
        </Notice>
      ))}
      {needs.length > 0 && <Alternatives alternatives={needs} />}
    </div>
  )
}
