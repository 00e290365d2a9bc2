import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { upgradePlugin } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
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
  const versionError = isProblem(upgrading.error)
    ? upgrading.error.fields.find(({ path }) => path === 'version')?.message
    : undefined
  return (
    <ConfirmDialog
      title={upgradeDialogWords.upgrade(plugin.name)}
      confirmLabel={upgradeDialogWords.upgradeLabel}
      busy={upgrading.isPending}
      error={upgrading.error === null || versionError !== undefined ? null : messageOf(upgrading.error)}
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
        error={versionError}
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
