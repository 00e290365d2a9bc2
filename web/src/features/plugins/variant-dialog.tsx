import type { Plugin } from '@flx/shared/plugins/plugin'
import type { VariantCheck } from '@flx/shared/plugins/plugin-actions'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { changeVariant, plugins } from '#web/api/plugins/plugins.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { Alternatives } from '#web/parts/setting-form/alternatives.tsx'
import { variantDialogWords } from './words.ts'

/** Replaces the plugin's variant in place, after showing the effect on its settings. */
export function VariantDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const toast = useToast()
  const variantsQuery = useQuery(plugins.variants(plugin.id))
  const otherVariants = (variantsQuery.data?.variants ?? []).filter((name) => name !== plugin.variant)
  const [chosen, setChosen] = useState<string | null>(null)
  const [dropInvalid, setDropInvalid] = useState(false)
  const variant = chosen ?? otherVariants[0]
  const check = useQuery({ ...plugins.variant(plugin, variant ?? ''), enabled: variant !== undefined })
  const changing = useMutation(changeVariant())
  const invalidCount = check.data?.problems.length ?? 0
  const reasonWithoutCheck =
    variant === undefined
      ? variantDialogWords.noOther
      : check.isError
        ? variantDialogWords.notChecked
        : variantDialogWords.checking

  return (
    <ConfirmDialog
      title={variantDialogWords.title(plugin.name)}
      confirmLabel={variantDialogWords.changeVariant}
      wide
      busy={changing.isPending}
      error={changing.error === null ? null : messageOf(changing.error)}
      disabledReason={
        loadReason(variantsQuery, variantDialogWords) ??
        (check.data === undefined
          ? reasonWithoutCheck
          : invalidCount > 0 && !dropInvalid
            ? variantDialogWords.misfits
            : undefined)
      }
      onConfirm={() =>
        changing.mutate(
          { id: plugin.id, revision: plugin.revision, variant: variant ?? '', dropInvalid },
          {
            onSuccess: (changed) => {
              toast.done(variantDialogWords.changed(changed.name, changed.variant))
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{variantDialogWords.hint}</p>
      {variantsQuery.data === undefined ? (
        <QueryContent query={variantsQuery} errorTitle={variantDialogWords.loadError} skeleton="h-60">
          {() => null}
        </QueryContent>
      ) : variant === undefined ? (
        <Notice tone="caution">{variantDialogWords.noOther}</Notice>
      ) : (
        <>
          <Field
            label={variantDialogWords.variant}
            hint={plugin.variant === '' ? undefined : variantDialogWords.current(plugin.variant)}
          >
            {(control) => (
              <Select
                {...control}
                value={variant}
                onChange={(event) => {
                  setChosen(event.target.value)
                  setDropInvalid(false)
                }}
              >
                {otherVariants.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <QueryContent query={check} errorTitle={variantDialogWords.checkError} skeleton="h-36">
            {(result) => <CheckResult check={result} />}
          </QueryContent>
          {invalidCount > 0 && (
            <Checkbox
              label={variantDialogWords.dropMisfits}
              checked={dropInvalid}
              onChange={(event) => setDropInvalid(event.target.checked)}
            />
          )}
        </>
      )}
    </ConfirmDialog>
  )
}

function CheckResult({ check }: { check: VariantCheck }) {
  const { kept, unknown, problems, needs, notes, pipUrl } = check
  return (
    <div className="space-y-3" aria-live="polite">
      <p>
        {pipUrl === null ? (
          variantDialogWords.bundled
        ) : (
          <>
            {variantDialogWords.installsAfterwards}{' '}
            <code className="font-mono text-xs break-all">{pipUrl}</code>
          </>
        )}
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>
          {kept.length === 0 ? variantDialogWords.keepsNothing : variantDialogWords.keeps(kept.join(', '))}
        </li>
        {unknown.length > 0 && <li>{variantDialogWords.unknown(unknown.join(', '))}</li>}
        {problems.map(({ path, message }) => (
          <li key={path} className="text-danger">
            <code className="font-mono">{path.replace(/^settings\./, '')}</code>{' '}
            {variantDialogWords.misfit(message)}
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
