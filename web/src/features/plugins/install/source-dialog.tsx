import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { updatePlugin } from '#web/api/plugins/plugins.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { sourceDialogWords } from './words.ts'

const FIELDS = {
  pipUrl: { label: sourceDialogWords.pipUrl, hint: sourceDialogWords.pipUrlHint },
  executable: { label: sourceDialogWords.executable, hint: sourceDialogWords.executableHint },
  python: {
    label: sourceDialogWords.python,
    hint: sourceDialogWords.pythonHint,
  },
} as const
type FieldName = keyof typeof FIELDS
const NAMES: readonly FieldName[] = ['pipUrl', 'executable', 'python']

/** Edits the source: the package, the program to start, and its Python. */
export function SourceDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const toast = useToast()
  const saving = useMutation(updatePlugin())
  const [edits, setEdits] = useState<Partial<Record<FieldName, string>>>({})
  const errors = fieldErrors(saving.error)
  const changes = Object.fromEntries(
    Object.entries(edits).map(([name, text]) => [name, text.trim() === '' ? null : text.trim()]),
  )
  return (
    <ConfirmDialog
      title={sourceDialogWords.sourceOf(plugin.name)}
      confirmLabel={sourceDialogWords.save}
      wide
      busy={saving.isPending}
      error={generalError(saving.error, NAMES)}
      disabledReason={Object.keys(edits).length === 0 ? sourceDialogWords.noChanges : undefined}
      onConfirm={() =>
        saving.mutate(
          { id: plugin.id, body: { revision: plugin.revision, ...changes } },
          {
            onSuccess: (saved) => {
              toast.done(sourceDialogWords.saved(saved.name))
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      {NAMES.map((name) => (
        <Field key={name} label={FIELDS[name].label} hint={FIELDS[name].hint} error={errors.get(name)}>
          {(control) => (
            <Input
              {...control}
              value={edits[name] ?? plugin[name] ?? ''}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              onChange={(event) => setEdits({ ...edits, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </ConfirmDialog>
  )
}
