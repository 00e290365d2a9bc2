import type { Plugin } from '@flx/shared/plugins/plugin'
import type { PluginTest } from '@flx/shared/plugins/plugin-actions'
import { FlaskConical } from 'lucide-react'

import { tryPlugin } from '#web/api/plugins/plugins.ts'
import { TestResult } from '#web/parts/plugin-trials/test-result.tsx'
import { useTrial } from '#web/parts/plugin-trials/use-trial.ts'
import { editedSettings, type SettingEdits, type SettingForm } from '#web/parts/setting-form/setting-form.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { chosenLabels } from './draft/chosen-labels.ts'
import type { PipelineEditor } from './editor/use-pipeline-editor.ts'
import { settingsTestWords as words } from './words.ts'

/** Tests a plugin with the values in the form, before anything is saved. */
export function SettingsTest({
  editor,
  plugin,
  form,
  edits,
}: {
  editor: Pick<PipelineEditor, 'pipelineId' | 'body' | 'changed'>
  plugin: Plugin
  form: SettingForm
  edits: SettingEdits
}) {
  const { trial, start, stop } = useTrial<PluginTest>()
  const { pipelineId } = editor
  const { settings, errors } = editedSettings(form, edits)
  const reason = plugin.installed ? undefined : words.installFirst
  return (
    <div className="mt-4 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="small"
          icon={FlaskConical}
          aria-label={words.testOf(plugin.name)}
          busy={trial.kind === 'running'}
          disabledReason={Object.keys(errors).length > 0 ? words.fixFirst : reason}
          onClick={() =>
            void start((signal) =>
              tryPlugin(
                plugin.id,
                { settings, ...(pipelineId === undefined ? {} : { pipelineId }), ...chosenLabels(editor) },
                signal,
              ),
            )
          }
        >
          {trial.kind === 'running' ? words.testing : words.test}
        </Button>
        {trial.kind === 'running' && (
          <Button size="small" onClick={stop}>
            {words.stop}
          </Button>
        )}
        <span className="text-xs text-text-faint">{words.hint[plugin.type]}</span>
      </div>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {trial.kind === 'done' ? (
          <TestResult test={trial.result} />
        ) : trial.kind === 'failed' ? (
          <Notice tone="danger">{trial.reason}</Notice>
        ) : null}
      </div>
    </div>
  )
}
