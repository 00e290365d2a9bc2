import { pluginNameSchema, type Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { addPlugin } from '#web/api/plugins/plugins.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { paths } from '#web/paths.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { connectionDialogWords } from './words.ts'

/** Adds a second connection of a connector: a separate plugin that inherits its program and settings. */
export function ConnectionDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const adding = useMutation(addPlugin())
  const [name, setName] = useState(`${plugin.name}--`)
  const [nameError, setNameError] = useState<string>()
  const submit = () => {
    const { data, error } = pluginNameSchema.safeParse(name)
    if (data === undefined || data.endsWith('--')) {
      adding.reset()
      return setNameError(error?.issues[0]?.message ?? connectionDialogWords.nameIt)
    }
    const { type, mode } = plugin
    adding.mutate(
      { name: data, type, mode, inheritFrom: plugin.name },
      {
        onSuccess: (added) => {
          toast.done(connectionDialogWords.added(added.name))
          onClose()
          void navigate(paths.plugin(added.id))
        },
        onError: (problem) => setNameError(fieldErrors(problem).get('name')),
      },
    )
  }
  return (
    <ConfirmDialog
      title={connectionDialogWords.title(plugin.name)}
      confirmLabel={connectionDialogWords.add}
      busy={adding.isPending}
      error={generalError(adding.error, ['name'])}
      onConfirm={submit}
      onClose={onClose}
    >
      <p>{connectionDialogWords.hint(plugin.name)}</p>
      <Field label={connectionDialogWords.name} error={nameError} hint={connectionDialogWords.nameHint}>
        {(control) => (
          <Input
            {...control}
            value={name}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => {
              setNameError(undefined)
              setName(event.target.value)
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
}
