import type { Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { upgradePlugin } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'

/** Asks for the version; the newest without one. */
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
  const field = isProblem(upgrading.error)
    ? upgrading.error.fields.find(({ path }) => path === 'version')?.message
    : undefined
  return (
    <ConfirmDialog
      title={`Upgrade ${plugin.name}?`}
      confirmLabel="Upgrade"
      busy={upgrading.isPending}
      error={upgrading.error === null || field !== undefined ? null : messageOf(upgrading.error)}
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
      <p>
        {plugin.version === '' ? 'What is installed' : `Version ${plugin.version}`} stays in use until the
        other one is there, and for good if that fails.
      </p>
      <Field label="Version" error={field} hint="Leave it empty for the newest that the pip URL allows.">
        {(control) => (
          <Input
            {...control}
            value={version}
            placeholder="newest"
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
