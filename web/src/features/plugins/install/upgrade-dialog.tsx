import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { upgradePlugin } from '#web/api/plugins/plugins.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { upgradeDialogWords } from './words.ts'

/** Asks for the version. An empty version means the newest. */
export function UpgradeDialog({
  plugin,
  onStarted,
  onClose,
}: {
  plugin: Plugin
  onStarted: () => void
  onClose: () => void
}) {
  const upgrading = useMutation(upgradePlugin())
  const [version, setVersion] = useState('')
  return (
    <ConfirmDialog
      title={upgradeDialogWords.upgrade(plugin.name)}
      confirmLabel={upgradeDialogWords.upgradeLabel}
      busy={upgrading.isPending}
      error={generalError(upgrading.error, ['version'])}
      onConfirm={() =>
        upgrading.mutate(
          { id: plugin.id, version: version.trim() },
          {
            onSuccess: () => {
              onStarted()
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{upgradeDialogWords.hint(plugin.version)}</p>
      <Field
        label={upgradeDialogWords.version}
        error={fieldErrors(upgrading.error).get('version')}
        hint={`${plugin.newestVersion === null ? '' : `${upgradeDialogWords.newestIs(plugin.newestVersion)} `}${upgradeDialogWords.versionHint}`}
      >
        {(control) => (
          <Input
            {...control}
            value={version}
            placeholder={plugin.newestVersion ?? upgradeDialogWords.newest}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => setVersion(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
}
