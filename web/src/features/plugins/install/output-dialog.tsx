import type { Plugin } from '@flx/shared/plugins/plugin'

import { useLive } from '#web/api/live/live.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'

import { InstallBadge } from '../list/install-badge.tsx'
import { wasNotInstalled } from '../plugin-words.ts'
import { CancelInstallButton } from './cancel-install-button.tsx'
import { InstallOutput } from '#web/parts/install-output/install-output-view.tsx'
import { useInstallOutput } from '#web/parts/install-output/install-output.ts'
import { outputDialogWords } from './words.ts'

/** The output of a running installation, without leaving the list. */
export function OutputDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  useLive(`plugin:${plugin.id}`)
  const output = useInstallOutput(plugin.id, true)
  return (
    <Dialog title={outputDialogWords.installationOf(plugin.name)} onClose={onClose} wide>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <InstallBadge plugin={plugin} />
        <CancelInstallButton plugin={plugin} />
      </div>
      {wasNotInstalled(plugin) && plugin.installError !== null && (
        <p className={plugin.installStatus === 'failed' ? 'mt-2 text-danger' : 'mt-2'}>
          {plugin.installError}
        </p>
      )}
      {/* As high as its placeholder and a short output. */}
      <div className="min-h-43">
        <InstallOutput output={output} empty={outputDialogWords.empty} />
      </div>
    </Dialog>
  )
}
