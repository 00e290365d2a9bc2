import type { InstallRemedy } from '@flx/shared/plugins/environment'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { Wrench } from 'lucide-react'
import { useState } from 'react'

import { applyRemedy } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { PythonDialog } from './python-dialog.tsx'
import { SourceDialog } from './source-dialog.tsx'
import { failedInstallWords } from './words.ts'

/** Why the last installation failed, and how to fix it. */
export function FailedInstall({ plugin, error }: { plugin: Plugin; error: string }) {
  const editor = useRole('editor')
  const toast = useToast()
  const [dialog, setDialog] = useState<'source' | 'python' | null>(null)
  const applying = useMutation({ ...applyRemedy(), onError: (problem) => toast.problem(messageOf(problem)) })
  const remedy = plugin.installRemedy
  const disabledReason = editor.allowed ? undefined : editor.reason
  return (
    <>
      <Notice tone="danger" className="mb-4">
        <p className="break-words">
          {plugin.installed ? failedInstallWords.upgradeFailed : failedInstallWords.installFailed}
          {error}
        </p>
        {remedy !== null && <p className="mt-1.5 text-text">{adviceOf(remedy)}</p>}
        <div className="mt-2 flex flex-wrap gap-2">
          {remedy?.kind === 'requirement' && (
            <Button
              size="small"
              icon={Wrench}
              busy={applying.isPending}
              disabledReason={disabledReason}
              onClick={() => applying.mutate({ id: plugin.id, revision: plugin.revision })}
            >
              {failedInstallWords.reinstallWith(remedy.requirement)}
            </Button>
          )}
          {remedy?.kind === 'python' && (
            <Button
              size="small"
              icon={Wrench}
              disabledReason={disabledReason}
              onClick={() => setDialog('python')}
            >
              {failedInstallWords.choosePython}
            </Button>
          )}
          <Button size="small" disabledReason={disabledReason} onClick={() => setDialog('source')}>
            {failedInstallWords.changeSource}
          </Button>
        </div>
      </Notice>
      {dialog === 'source' && <SourceDialog plugin={plugin} onClose={() => setDialog(null)} />}
      {dialog === 'python' && <PythonDialog plugin={plugin} onClose={() => setDialog(null)} />}
    </>
  )
}

function adviceOf(remedy: InstallRemedy): string {
  switch (remedy.kind) {
    case 'requirement':
      return failedInstallWords.needsRequirement(remedy.requirement)
    case 'python':
      return failedInstallWords.needsPython(remedy.requires ?? '')
    case 'system':
      return failedInstallWords.needsPackages(remedy.packages)
  }
}
