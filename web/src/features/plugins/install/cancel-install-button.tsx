import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { CircleStop } from 'lucide-react'

import { useRole } from '#web/api/access/session.ts'
import { cancelInstallation } from '#web/api/plugins/plugins.ts'
import { usePageActions } from '#web/lib/page-actions.ts'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { cancelInstallWords as WORDS } from './words.ts'

/**
 * Stops a running installation at once. The previously installed version stays in use. Renders nothing at
 * other times.
 */
export function CancelInstallButton({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const toast = useToast()
  const { mutate, isPending } = useMutation({
    ...cancelInstallation(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const { installStatus } = plugin
  const disabledReason = editor.allowed ? undefined : editor.reason
  const cancel = () => mutate(plugin.id)
  usePageActions(
    installStatus === 'installing'
      ? [
          {
            id: 'cancel-install',
            label: WORDS.cancel,
            icon: CircleStop,
            hotkey: 'c',
            disabledReason,
            busy: isPending,
            act: cancel,
          },
        ]
      : [],
  )
  if (installStatus !== 'installing' && installStatus !== 'cancelling') return null
  const cancelling = installStatus === 'cancelling'
  return (
    <Button
      size="small"
      variant="danger-quiet"
      icon={CircleStop}
      busy={isPending || cancelling}
      disabledReason={disabledReason}
      onClick={cancel}
    >
      {cancelling ? WORDS.cancelling : WORDS.cancel}
    </Button>
  )
}
