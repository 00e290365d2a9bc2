import type { Plugin } from '@flx/shared/plugins/plugin'

import { useLive } from '#web/api/live/live.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'

import { InstallBadge } from '../list/install-badge.tsx'
import { InstallOutput } from './install-output-view.tsx'
import { useInstallOutput } from './install-output.ts'
import { outputDialogWords } from './words.ts'

/** Output of a running installation, without leaving the list. */
export function OutputDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  useLive(`plugin:${plugin.id}`)
  const output = useInstallOutput(plugin.id, true)
  return (
    <Dialog title={outputDialogWords.installationOf(plugin.name)} onClose={onClose} wide>
      <InstallBadge plugin={plugin} />
      {plugin.installStatus === 'failed' && plugin.installError !== null && (
        <p className="mt-2 text-danger">{plugin.installError}</p>
      )}
      <InstallOutput output={output} empty={outputDialogWords.empty} />
    </Dialog>
  )
}
