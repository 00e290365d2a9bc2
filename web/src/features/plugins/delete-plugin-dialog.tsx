import type { Plugin } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { deletePlugin } from '#web/api/plugins.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { paths } from '#web/paths.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

export function DeletePluginDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const deleting = useMutation(deletePlugin())
  return (
    <ConfirmDialog
      title={`Delete ${plugin.name}?`}
      confirmLabel="Delete plugin"
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(plugin.id, {
          onSuccess: () => {
            toast.done(`${plugin.name} was deleted.`)
            void navigate(paths.plugins(), SAVED)
          },
        })
      }
      onClose={onClose}
    >
      <p>Its settings, its stored secrets and its environment are removed.</p>
    </ConfirmDialog>
  )
}
