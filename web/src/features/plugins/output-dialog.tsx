import type { Plugin } from '@flx/shared/plugin'

import { useLive } from '#web/api/live.tsx'
import { Dialog } from '#web/ui/dialog.tsx'

import { InstallBadge } from './install-badge.tsx'
import { InstallOutput } from './install-output-view.tsx'
import { useInstallOutput } from './install-output.ts'

/** What the installer of one plugin says, while it does, without leaving the list. */
export function OutputDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  useLive(`plugin:${plugin.id}`)
  const output = useInstallOutput(plugin.id, true)
  return (
    <Dialog title={`Installation of ${plugin.name}`} onClose={onClose} wide>
      <InstallBadge plugin={plugin} />
      {plugin.installStatus === 'failed' && plugin.installError !== null && (
        <p className="mt-2 text-danger">{plugin.installError}</p>
      )}
      <InstallOutput output={output} empty="It has said nothing yet." />
    </Dialog>
  )
}
