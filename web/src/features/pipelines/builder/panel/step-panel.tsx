import { isUnsettled, type Plugin } from '@flx/shared/plugins/plugin'
import { useMutation } from '@tanstack/react-query'
import { ArrowLeft, ArrowRight, Copy, Trash2 } from 'lucide-react'
import { Link } from 'react-router'

import { installPlugin } from '#web/api/plugins/plugins.ts'
import { InstallOutput } from '#web/parts/install-output/install-output-view.tsx'
import { useInstallOutput } from '#web/parts/install-output/install-output.ts'
import { SettingFields } from '#web/parts/setting-form/setting-fields.tsx'
import type { SettingEdits } from '#web/parts/setting-form/setting-form.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { CatalogSection } from '../../form/catalog-section.tsx'
import type { PipelineDraft } from '../../form/draft/pipeline-draft.ts'
import { splitReference } from '../../form/draft/plugin-places.ts'
import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { PluginSelect } from '../../form/fields/plugin-select.tsx'
import { SettingsTest } from '../../form/settings-test.tsx'
import type { PlacedStep } from '../checks/check-draft.ts'
import type { BuilderProblem } from '../checks/problems.ts'
import { STEP_ICONS } from '../step-view.tsx'
import { idOfMapper } from '../steps.ts'
import { stepWords } from '../words.ts'
import { PLUGIN_STEPS } from '../edit/edit-steps.ts'
import { PanelFrame } from './panel-frame.tsx'
import { panelWords as words } from '../edit/words.ts'

/** The form of one step: its plugin, settings and test. */
export function StepPanel({
  placed,
  editor,
  problems,
  openedProblemId,
  onMove,
  onCopy,
  onRemove,
  onClose,
}: {
  placed: PlacedStep
  editor: PipelineEditor
  problems: readonly BuilderProblem[]
  /** The problem from which this panel was opened. Its field then shows it, even if it is a missing value. */
  openedProblemId: string | null
  onMove: (by: 1 | -1) => void
  onCopy: () => void
  onRemove: () => void
  onClose: () => void
}) {
  const { step, kind, reference, name, plugin: draftPlugin } = placed
  const { draft, plugins, configured, change } = editor
  const plugin = draftPlugin?.plugin
  const index = draft.mappers.findIndex(({ id }) => id === idOfMapper(step))
  const sameMappers = draft.mappers.filter(
    (mapper) => splitReference(mapper.reference, 'transformer').name === name,
  )
  const errors = Object.fromEntries(
    problems.flatMap(({ id, setting, text, isMissing }) =>
      setting === undefined || (isMissing === true && id !== openedProblemId) ? [] : [[setting, text]],
    ),
  )
  const stepProblems = problems.filter(({ setting }) => setting === undefined)
  const replacePlugin = (next: string) => change(withReference(draft, placed, next), null)
  return (
    <PanelFrame
      kind={stepWords[kind]}
      icon={STEP_ICONS[kind]}
      name={name}
      mono
      below={plugin === undefined ? undefined : versionOf(plugin)}
      onClose={onClose}
      foot={
        <>
          {kind === 'mapper' && draft.mappers.length > 1 && (
            <>
              <IconButton
                label={words.earlier}
                icon={ArrowLeft}
                variant="secondary"
                disabledReason={index === 0 ? words.first : undefined}
                onClick={() => onMove(-1)}
              />
              <IconButton
                label={words.later}
                icon={ArrowRight}
                variant="secondary"
                disabledReason={index === draft.mappers.length - 1 ? words.last : undefined}
                onClick={() => onMove(1)}
              />
            </>
          )}
          <IconButton
            className="ml-auto"
            variant="secondary"
            label={words.copy}
            icon={Copy}
            onClick={onCopy}
          />
          <IconButton variant="danger-quiet" label={words.remove} icon={Trash2} onClick={onRemove} />
        </>
      }
    >
      <div className="space-y-5 p-4">
        {stepProblems.map(({ id, text, severity }) => (
          <Notice key={id} tone={severity === 'error' ? 'danger' : 'caution'}>
            {text}
          </Notice>
        ))}
        {plugin === undefined ? (
          <Notice tone="caution">{words.notRegistered(name)}</Notice>
        ) : (
          <InstallState plugin={plugin} />
        )}
        <Field label={words.plugin}>
          {(control) => (
            <PluginSelect
              control={control}
              plugins={plugins}
              kind={PLUGIN_STEPS[kind]}
              reference={reference}
              none={words.choose}
              onChange={(next) => next !== '' && replacePlugin(next)}
            />
          )}
        </Field>
        {kind === 'transform' && (
          <Field path="transform" label={words.command} hint={words.commandHint}>
            {(control) => (
              <Input
                {...control}
                value={splitReference(reference, 'transformer').command}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
                onChange={({ target: { value } }) =>
                  change({ transform: value === '' ? name : `${name}:${value}` })
                }
              />
            )}
          </Field>
        )}
        {sameMappers.length > 1 && kind === 'mapper' && <Notice>{words.sharedSettings(name)}</Notice>}
        {draftPlugin !== undefined && (
          <div>
            <SettingFields
              form={draftPlugin.form}
              edits={draftPlugin.edits}
              errors={errors}
              groups={plugin?.settingGroups ?? []}
              inheritedFrom={words.inheritedFrom}
              pathOf={(setting) => `config.${draftPlugin.key}.${setting}`}
              onChange={(edits) =>
                change(
                  { edits: { ...draft.edits, [draftPlugin.key]: edits } },
                  `edits ${draftPlugin.key} ${editedName(draftPlugin.edits, edits)}`,
                )
              }
            />
            {plugin !== undefined && (
              <SettingsTest
                editor={editor}
                plugin={plugin}
                form={draftPlugin.form}
                edits={draftPlugin.edits}
              />
            )}
          </div>
        )}
        {kind === 'extractor' &&
          (editor.pipelineId === undefined ? (
            <p className="text-xs text-text-faint">{words.streamsLater}</p>
          ) : (
            <Link to={paths.pipelineStreams(editor.pipelineId)} className={buttonClass({ size: 'small' })}>
              {words.chooseStreams}
            </Link>
          ))}
      </div>
      {kind === 'extractor' && configured.length > 0 && (
        <CatalogSection pipelineId={editor.pipelineId} draft={draft} onChange={change} />
      )}
    </PanelFrame>
  )
}

function withReference(
  draft: PipelineDraft,
  { step, kind }: PlacedStep,
  reference: string,
): Partial<PipelineDraft> {
  if (kind !== 'mapper') return { [kind]: reference }
  const id = idOfMapper(step)
  return { mappers: draft.mappers.map((mapper) => (mapper.id === id ? { ...mapper, reference } : mapper)) }
}

/** Returns the name of the edited field, so that typing in one field is undone in one step. */
function editedName(before: SettingEdits, after: SettingEdits): string {
  if (before.rest !== after.rest) return ''
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])
  return [...names].find((name) => before.fields[name] !== after.fields[name]) ?? ''
}

const versionOf = ({ version, bundled, variant }: Plugin): string =>
  [version, bundled ? words.bundled : variant].filter((part) => part !== '').join(' · ')

/** Shows why a plugin cannot run yet, and installs it with its output. */
function InstallState({ plugin }: { plugin: Plugin }) {
  const installing = useMutation(installPlugin())
  const isInstalling = isUnsettled(plugin)
  const output = useInstallOutput(plugin.id, isInstalling || plugin.installStatus === 'failed')
  if (plugin.bundled || plugin.inheritFrom !== null || (plugin.installed && !isInstalling)) return null
  return (
    <div>
      <Notice tone={plugin.installError === null ? 'caution' : 'danger'}>
        {isInstalling ? words.installing : (plugin.installError ?? words.installFirst)}
      </Notice>
      <InstallOutput output={output} />
      {installing.error !== null && <Notice tone="danger">{messageOf(installing.error)}</Notice>}
      <Button
        size="small"
        className="mt-2"
        busy={isInstalling || installing.isPending}
        onClick={() => installing.mutate(plugin.id)}
      >
        {isInstalling ? words.installing : words.install}
      </Button>
    </div>
  )
}
