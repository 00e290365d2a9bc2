import type { Pipeline } from '@flx/shared/pipeline'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { executePipeline } from '#web/api/pipelines.ts'
import { plugins } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { paths } from '#web/paths.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { SettingFields } from '../../setting-form/setting-fields.tsx'
import { NO_EDITS, settingProblems, type SettingEdits } from '../../setting-form/setting-form.ts'
import { buildOptions, NO_OPTIONS, oneOffPlugins, type OptionsDraft } from './options-draft.ts'
import { StreamChoice } from './stream-choice.tsx'

/** Executes once with other streams, settings and a limit than the pipeline has. Nothing of it is saved. */
export function OptionsDialog({ pipeline, onClose }: { pipeline: Pipeline; onClose: () => void }) {
  const toast = useToast()
  const { data: registry } = useQuery(plugins.everything())
  const [draft, setDraft] = useState<OptionsDraft>(NO_OPTIONS)
  const executing = useMutation(executePipeline())
  const { error } = executing
  const unfinished = isProblem(error, 409) ? error.problem.executionId : undefined
  const configured = registry === undefined ? [] : oneOffPlugins(pipeline, registry)
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
              {pipeline.name} was put in the queue with these options.{' '}
              <Link to={paths.execution(id)} className="font-medium text-accent underline">
                Follow it
              </Link>
            </>,
          )
        },
      },
    )
  return (
    <ConfirmDialog
      wide
      title={`Execute ${pipeline.name} with options`}
      confirmLabel="Execute once"
      busy={executing.isPending}
      error={error === null || unfinished !== undefined ? null : messageOf(error)}
      disabledReason={errors.any ? 'Something above cannot be used yet.' : undefined}
      onConfirm={execute}
      onClose={onClose}
    >
      <p>They hold for one execution; the pipeline stays as it is.</p>
      <Checkbox
        checked={draft.fullRefresh}
        onChange={(event) => change({ fullRefresh: event.target.checked })}
        label={<span className="text-text">Full refresh</span>}
        hint="Ignores the saved state and extracts everything again, or all of the chosen streams."
      />
      <Field
        label="First records only"
        error={errors.limit}
        hint={
          draft.limit.trim() === ''
            ? 'Leave it empty to load everything.'
            : 'The loader really writes them. The state is not saved: the next execution begins where this one did.'
        }
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            placeholder="All"
            className="tabular max-w-40"
            value={draft.limit}
            onChange={(event) => change({ limit: event.target.value })}
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
        <legend className="mb-1 text-sm font-medium text-text">Settings for this execution</legend>
        {registry === undefined && <Skeleton className="h-9 w-full" />}
        {configured.map(({ key, role, name, form }) => {
          const edits = draft.edits[key] ?? NO_EDITS
          const changed = Object.keys(edits.fields).length + (edits.rest === null ? 0 : 1)
          return (
            <details key={key} className="rounded-md border border-line">
              <summary className="touch cursor-pointer rounded-md px-3 py-2 text-text hover:bg-hover">
                {role}: <span className="font-mono text-xs">{name}</span>
                {changed > 0 && <span className="ml-2 text-xs text-accent">{changed} changed</span>}
              </summary>
              <div className="border-t border-line p-3">
                <SettingFields
                  form={form}
                  edits={edits}
                  errors={{ ...settingProblems(form, problems, `config.${key}`), ...errors.settings[key] }}
                  inheritedFrom="the pipeline"
                  onChange={(next: SettingEdits) => change({ edits: { ...draft.edits, [key]: next } })}
                />
              </div>
            </details>
          )
        })}
      </fieldset>
      {unfinished !== undefined && (
        <Notice tone="danger">
          {messageOf(error)}{' '}
          <Link to={paths.execution(unfinished)} className="font-medium underline">
            Show that execution
          </Link>
        </Notice>
      )}
    </ConfirmDialog>
  )
}
