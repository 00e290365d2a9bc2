import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { deletePlugin } from '#web/api/plugins/plugins.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { paths } from '#web/paths.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { deletePluginDialogWords } from './words.ts'

/** Asks for confirmation before a plugin or a connection is deleted, and leaves its page. */
export function DeletePluginDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const deleting = useMutation(deletePlugin())
  return (
    <ConfirmDialog
      title={deletePluginDialogWords.delete(plugin.name)}
      confirmLabel={
        plugin.inheritFrom === null
          ? deletePluginDialogWords.deletePlugin
          : deletePluginDialogWords.deleteConnection
      }
      danger
      busy={deleting.isPending || deleting.isSuccess}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(plugin.id, {
          onSuccess: () => {
            toast.done(deletePluginDialogWords.deleted(plugin.name))
            void navigate(paths.plugins(), SAVED)
          },
        })
      }
      onClose={onClose}
    >
      <p>
        {plugin.inheritFrom === null
          ? deletePluginDialogWords.hint
          : deletePluginDialogWords.connectionHint(plugin.inheritFrom)}
      </p>
    </ConfirmDialog>
  )
}
