import { useRole } from '#web/api/access/session.ts'
import { Section } from '#web/ui/card.tsx'
import { Field, Input, Select, Textarea } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'

import type { DraftErrors, PipelineDraft } from './draft/pipeline-draft.ts'
import type { RunnerDraft } from './draft/runner-draft.ts'
import { runnerWords } from './words.ts'

/** The runner of the pipeline. Only administrators can change it, because it names programs on the server. */
export function RunnerSection({
  draft: { runner },
  errors: { fields },
  onChange,
}: {
  draft: PipelineDraft
  errors: DraftErrors
  onChange: (change: Partial<PipelineDraft>) => void
}) {
  const admin = useRole('admin')
  const change = (changes: Partial<RunnerDraft>) => onChange({ runner: { ...runner, ...changes } })
  const errorOf = (name: string) =>
    fields[`runner.${name}`] ??
    Object.entries(fields).find(([path]) => path.startsWith(`runner.${name}.`))?.[1]
  const textField = (name: 'project' | 'run' | 'environment' | 'executable', label: string, hint: string) => (
    <Field label={label} hint={hint} error={errorOf(name)} required={name === 'run'}>
      {(control) => (
        <Input
          {...control}
          value={runner[name]}
          disabled={!admin.allowed}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
          onChange={({ target: { value } }) => change({ [name]: value })}
        />
      )}
    </Field>
  )
  return (
    <Section title={runnerWords.runner}>
      <div className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-2">
        <Field
          label={runnerWords.performedBy}
          error={fields['runner']}
          hint={
            admin.allowed
              ? runner.kind === 'own'
                ? runnerWords.ownHint
                : runnerWords.meltanoHint
              : `${runnerWords.adminsOnly} ${admin.reason}`
          }
        >
          {(control) => (
            <Select
              {...control}
              value={runner.kind}
              disabled={!admin.allowed}
              onChange={({ target: { value } }) => change({ kind: value === 'meltano' ? 'meltano' : 'own' })}
            >
              <option value="own">{runnerWords.own}</option>
              <option value="meltano">{runnerWords.meltano}</option>
            </Select>
          )}
        </Field>
        {runner.kind === 'meltano' && (
          <>
            {textField('run', runnerWords.run, runnerWords.runHint)}
            {textField('project', runnerWords.project, runnerWords.projectHint)}
            {textField('environment', runnerWords.environment, runnerWords.environmentHint)}
            {textField('executable', runnerWords.executable, runnerWords.executableHint)}
            <Field label={runnerWords.env} hint={runnerWords.envHint} error={errorOf('env')}>
              {(control) => (
                <Textarea
                  {...control}
                  rows={3}
                  value={runner.env}
                  disabled={!admin.allowed}
                  spellCheck={false}
                  className="font-mono"
                  onChange={({ target: { value } }) => change({ env: value })}
                />
              )}
            </Field>
            <Notice tone="info" className="lg:col-span-2">
              {runnerWords.whatDiffers}
            </Notice>
          </>
        )}
      </div>
    </Section>
  )
}
