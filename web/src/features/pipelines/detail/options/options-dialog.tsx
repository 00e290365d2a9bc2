import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { executePipeline } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { PrioritySelect } from '#web/parts/queue/priority-select.tsx'
import { priorityWords } from '#web/parts/queue/words.ts'
import { SettingFields } from '#web/parts/setting-form/setting-fields.tsx'
import { NO_EDITS, settingProblems, type SettingEdits } from '#web/parts/setting-form/setting-form.ts'
import { buildOptions, NO_OPTIONS, oneOffPlugins, type OptionsDraft } from './options-draft.ts'
import { StreamChoice } from './stream-choice.tsx'
import { optionsDialogWords } from '../words.ts'

/** Executes a pipeline once with different streams, settings and a limit. Nothing is saved. */
export function OptionsDialog({ pipeline, onClose }: { pipeline: Pipeline; onClose: () => void }) {
  const toast = useToast()
  const registryQuery = useQuery(plugins.everything())
  const { data: registry } = registryQuery
  const [draft, setDraft] = useState<OptionsDraft>(NO_OPTIONS)
  const executing = useMutation(executePipeline())
  const editor = useRole('editor')
  const { error } = executing
  const unfinishedId = isProblem(error, 409) ? error.problem.executionId : undefined
  const configured = registry === undefined || !editor.allowed ? [] : oneOffPlugins(pipeline, registry)
  const { options, errors } = buildOptions(draft, configured)
  const problems = isProblem(error, 422) ? (error.problem.errors ?? []) : []
  const change = (changes: Partial<OptionsDraft>) => {
    if (error !== null) executing.reset()
    setDraft({ ...draft, ...changes })
  }
  const execute = () =>
    executing.mutate(
      { id: pipeline.id, ...options },
      {
        onSuccess: ({ id }) => {
          onClose()
          toast.done(
            <>
              {optionsDialogWords.queued(pipeline.name)}{' '}
              <Link to={paths.execution(id)} className="font-medium text-accent underline">
                {optionsDialogWords.view}
              </Link>
            </>,
          )
        },
      },
    )
  return (
    <ConfirmDialog
      wide
      title={optionsDialogWords.executeWithOptions(pipeline.name)}
      confirmLabel={optionsDialogWords.executeOnce}
      busy={executing.isPending}
      error={error === null || unfinishedId !== undefined ? null : messageOf(error)}
      disabledReason={errors.any ? optionsDialogWords.notReady : undefined}
      onConfirm={execute}
      onClose={onClose}
    >
      <p>{optionsDialogWords.hint}</p>
      <Checkbox
        checked={draft.fullRefresh}
        onChange={(event) => change({ fullRefresh: event.target.checked })}
        label={<span className="text-text">{optionsDialogWords.fullRefresh}</span>}
        hint={optionsDialogWords.fullRefreshHint}
      />
      {pipeline.type === 'meltano' && <Notice tone="info">{optionsDialogWords.ofMeltano}</Notice>}
      <Field
        label={optionsDialogWords.recordLimit}
        error={errors.limit}
        hint={draft.limit.trim() === '' ? optionsDialogWords.noLimitHint : optionsDialogWords.limitHint}
      >
        {(control) => (
          <Input
            {...control}
            disabled={pipeline.type === 'meltano'}
            inputMode="numeric"
            placeholder={optionsDialogWords.all}
            className="tabular max-w-40"
            value={draft.limit}
            onChange={(event) => change({ limit: event.target.value })}
          />
        )}
      </Field>
      <Field label={priorityWords.priority} hint={priorityWords.hints[draft.priority ?? pipeline.priority]}>
        {(control) => (
          <PrioritySelect
            control={control}
            priority={draft.priority}
            ofPipeline={pipeline.priority}
            onChange={(priority) => change({ priority })}
          />
        )}
      </Field>
      <StreamChoice
        pipelineId={pipeline.id}
        chosen={draft.streams}
        error={errors.streams}
        onChange={(streams) => change({ streams })}
      />
      <fieldset className="space-y-2">
        <legend className="mb-1 text-sm font-medium text-text">
          {optionsDialogWords.settingsForThisExecution}
        </legend>
        {!editor.allowed && <p className="text-xs text-text-faint">{optionsDialogWords.needsEditor}</p>}
        {editor.allowed && registry === undefined && (
          <QueryContent query={registryQuery} errorTitle={optionsDialogWords.loadError} skeleton="h-20">
            {() => null}
          </QueryContent>
        )}
        {configured.map(({ key, role, name, form }) => {
          const edits = draft.edits[key] ?? NO_EDITS
          const changed = Object.keys(edits.fields).length + (edits.rest === null ? 0 : 1)
          return (
            <details key={key} className="rounded-md border border-line">
              <summary className="touch cursor-pointer rounded-md px-3 py-2 text-text hover:bg-hover">
                {role}: <span className="font-mono text-xs">{name}</span>
                {changed > 0 && (
                  <span className="ml-2 text-xs text-accent">{optionsDialogWords.changed(changed)}</span>
                )}
              </summary>
              <div className="border-t border-line p-3">
                <SettingFields
                  form={form}
                  edits={edits}
                  errors={{ ...settingProblems(form, problems, `config.${key}`), ...errors.settings[key] }}
                  inheritedFrom={optionsDialogWords.pipeline}
                  onChange={(next: SettingEdits) => change({ edits: { ...draft.edits, [key]: next } })}
                />
              </div>
            </details>
          )
        })}
      </fieldset>
      {unfinishedId !== undefined && (
        <Notice tone="danger">
          {messageOf(error)}{' '}
          <Link to={paths.execution(unfinishedId)} className="font-medium underline">
            {optionsDialogWords.viewUnfinished}
          </Link>
        </Notice>
      )}
    </ConfirmDialog>
  )
}
