import type { Plugin } from '@flx/shared/plugins/plugin'
import type { PluginTest } from '@flx/shared/plugins/plugin-actions'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'

import { testPlugin } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'

import { TestResult } from '#web/parts/plugin-trials/test-result.tsx'
import { unreadyReason } from '../plugin-words.ts'
import { useTrial } from '#web/parts/plugin-trials/use-trial.ts'
import { testSectionWords } from './words.ts'

/** Starts the plugin with its saved settings and shows the result. */
export function TestSection({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const { trial, start, stop } = useTrial<PluginTest>()
  const [confirming, setConfirming] = useState(false)
  const reason = unreadyReason(plugin)
  const test = (write: boolean) => void start((signal) => testPlugin(plugin.id, write, signal))

  return (
    <Section
      title={testSectionWords.test}
      aside={
        <div className="flex gap-2">
          {trial.kind === 'running' && (
            <Button size="small" onClick={stop}>
              {testSectionWords.stop}
            </Button>
          )}
          {plugin.type === 'loader' && (
            <Button
              size="small"
              disabledReason={editor.allowed ? reason : editor.reason}
              onClick={() => setConfirming(true)}
            >
              {testSectionWords.tryConnection}
            </Button>
          )}
          <Button
            size="small"
            icon={FlaskConical}
            busy={trial.kind === 'running'}
            disabledReason={editor.allowed ? reason : editor.reason}
            onClick={() => test(false)}
          >
            {trial.kind === 'running'
              ? testSectionWords.testing
              : trial.kind === 'done'
                ? testSectionWords.testAgain
                : testSectionWords.test}
          </Button>
        </div>
      }
    >
      {confirming && (
        <ConfirmDialog
          title={testSectionWords.tryConnectionTitle(plugin.name)}
          confirmLabel={testSectionWords.writeRecord}
          busy={false}
          error={null}
          onConfirm={() => {
            setConfirming(false)
            test(true)
          }}
          onClose={() => setConfirming(false)}
        >
          <p>{testSectionWords.tryConnectionHint}</p>
        </ConfirmDialog>
      )}
      <div aria-live="polite">
        {trial.kind === 'done' ? (
          <TestResult test={trial.result} />
        ) : trial.kind === 'failed' ? (
          <Notice tone="danger">{trial.reason}</Notice>
        ) : (
          <p className="text-sm text-text-faint">{TEST_HINTS[plugin.type]}</p>
        )}
      </div>
    </Section>
  )
}

const TEST_HINTS: Record<Plugin['type'], string> = {
  extractor: testSectionWords.extractor,
  loader: testSectionWords.loader,
  transformer: testSectionWords.transformer,
  orchestrator: testSectionWords.askHelp,
  utility: testSectionWords.askHelp,
}
