import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { ArrowUpFromLine, Download, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { installPlugin, uninstallPlugin } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { CancelInstallButton } from './cancel-install-button.tsx'
import { InstallOutput } from '#web/parts/install-output/install-output-view.tsx'
import { useInstallOutput } from '#web/parts/install-output/install-output.ts'
import { isBusy, usersOf } from '../plugin-words.ts'
import { LockDetails } from './lock-details.tsx'
import { UpgradeDialog } from './upgrade-dialog.tsx'
import { installSectionWords } from './words.ts'

/** Installs the plugin into its own environment, and shows the installer's output meanwhile. */
export function InstallSection({ plugin }: { plugin: Plugin }) {
  const toast = useToast()
  const editor = useRole('editor')
  const output = useInstallOutput(plugin.id, editor.allowed)
  const [dialog, setDialog] = useState<'uninstall' | 'upgrade' | null>(null)
  const installing = useMutation({
    ...installPlugin(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const busy = isBusy(plugin)
  const reason = editor.allowed ? undefined : editor.reason
  const waitReason = busy ? installSectionWords.wait : undefined
  const noSourceReason = plugin.pipUrl === null ? sourceReason(plugin) : undefined

  return (
    <Section
      title={installSectionWords.installation}
      aside={
        <div className="flex flex-wrap gap-2">
          {plugin.installed && (
            <>
              <Button
                size="small"
                icon={Trash2}
                disabledReason={reason ?? noSourceReason ?? waitReason}
                onClick={() => setDialog('uninstall')}
              >
                {installSectionWords.uninstall}
              </Button>
              <Button
                size="small"
                icon={ArrowUpFromLine}
                disabledReason={reason ?? noSourceReason ?? waitReason}
                onClick={() => setDialog('upgrade')}
              >
                {installSectionWords.upgrade}
              </Button>
            </>
          )}
          <CancelInstallButton plugin={plugin} />
          <Button
            size="small"
            variant={plugin.installed ? 'secondary' : 'primary'}
            icon={Download}
            busy={busy || installing.isPending}
            disabledReason={reason ?? noSourceReason}
            onClick={() => {
              installing.mutate(plugin.id, { onSuccess: output.restart })
            }}
          >
            {installLabel(plugin)}
          </Button>
        </div>
      }
    >
      <p className="text-sm text-text-soft">
        {plugin.pipUrl === null ? (
          plugin.inheritFrom === null ? (
            installSectionWords.noPipUrl
          ) : (
            installSectionWords.sharesEnvironment(plugin.inheritFrom)
          )
        ) : (
          <>
            <code className="font-mono text-xs break-all">{plugin.pipUrl}</code>{' '}
            {installSectionWords.ownEnvironment}
          </>
        )}
      </p>
      {plugin.installed && <LockDetails plugin={plugin} />}
      <InstallOutput output={output} />
      {dialog === 'upgrade' && (
        <UpgradeDialog plugin={plugin} onStarted={output.restart} onClose={() => setDialog(null)} />
      )}
      {dialog === 'uninstall' && <UninstallDialog plugin={plugin} onClose={() => setDialog(null)} />}
    </Section>
  )
}

function installLabel(plugin: Plugin): string {
  if (plugin.installStatus === 'uninstalling') return installSectionWords.uninstalling
  if (plugin.installStatus === 'cancelling') return installSectionWords.cancelling
  if (isBusy(plugin)) return installSectionWords.installing
  return plugin.installed ? installSectionWords.reinstall : installSectionWords.install
}

const sourceReason = ({ inheritFrom }: Plugin): string =>
  inheritFrom === null ? installSectionWords.needsPipUrl : installSectionWords.installParent(inheritFrom)

function UninstallDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const uninstalling = useMutation(uninstallPlugin())
  const isUsed = plugin.usedByCount > 0
  return (
    <ConfirmDialog
      title={installSectionWords.uninstallQuestion(plugin.name)}
      confirmLabel={isUsed ? installSectionWords.uninstallAnyway : installSectionWords.uninstall}
      danger
      busy={uninstalling.isPending}
      error={uninstalling.error === null ? null : messageOf(uninstalling.error)}
      onConfirm={() => uninstalling.mutate({ id: plugin.id, force: isUsed }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{installSectionWords.hint}</p>
      {isUsed && (
        <p className="text-danger">{installSectionWords.users(plugin.usedByCount, usersOf(plugin))}</p>
      )}
    </ConfirmDialog>
  )
}
