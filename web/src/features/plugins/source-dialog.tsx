import type { Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { updatePlugin } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

const FIELDS = {
  pipUrl: { label: 'pip URL', hint: 'What pip installs. Another one has to be installed before it is used.' },
  executable: { label: 'Executable', hint: 'The program in its environment; its name where this is empty.' },
  python: {
    label: 'Python',
    hint: 'The interpreter, such as python3.12; the usual one where this is empty.',
  },
} as const
type FieldName = keyof typeof FIELDS
const NAMES: readonly FieldName[] = ['pipUrl', 'executable', 'python']

/** What is installed, which program of it is started, and with which Python. */
export function SourceDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const toast = useToast()
  const saving = useMutation(updatePlugin())
  const [entered, setEntered] = useState<Partial<Record<FieldName, string>>>({})
  const errors = new Map(
    (isProblem(saving.error) ? saving.error.fields : []).map(({ path, message }) => [path, message]),
  )
  const changes = Object.fromEntries(
    Object.entries(entered).map(([name, text]) => [name, text.trim() === '' ? null : text.trim()]),
  )
  return (
    <ConfirmDialog
      title={`Source of ${plugin.name}`}
      confirmLabel="Save"
      wide
      busy={saving.isPending}
      error={saving.error === null || errors.size > 0 ? null : messageOf(saving.error)}
      disabledReason={Object.keys(entered).length === 0 ? 'Nothing was changed.' : undefined}
      onConfirm={() =>
        saving.mutate(
          { id: plugin.id, body: { revision: plugin.revision, ...changes } },
          {
            onSuccess: (saved) => {
              toast.done(`${saved.name} was saved.`)
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
              value={entered[name] ?? plugin[name] ?? ''}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              onChange={(event) => setEntered({ ...entered, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </ConfirmDialog>
  )
}
