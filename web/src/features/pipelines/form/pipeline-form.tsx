import type { Plugin } from '@flx/shared/plugins/plugin'
import { useCallback, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react'

import { isProblem } from '#web/api/core/problem.ts'
import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { focusFirstError } from '#web/lib/first-error.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'

import {
  bodyProblems,
  draftProblems,
  hasErrors,
  joinErrors,
  standingDraftErrors,
} from './draft/draft-problems.ts'
import { LimitsSection } from './limits-section.tsx'
import { GeneralSection, PluginsSection, ScheduleSection } from './pipeline-fields.tsx'
import {
  buildBody,
  changedFields,
  draftOf,
  draftPlugins,
  droppedSettings,
  NO_ERRORS,
  type DraftErrors,
  type PipelineBody,
  type PipelineDraft,
} from './draft/pipeline-draft.ts'
import { CatalogSection } from './catalog-section.tsx'
import { RunnerSection } from './runner-section.tsx'
import { SettingsSections } from './settings-sections.tsx'
import { pipelineFormWords } from './words.ts'

/**
 * The form of a pipeline, for creating and for editing. `onSave` gets a body that fits the contract; when it throws a
 * problem, its field errors are shown at their fields and nothing that was entered is lost.
 */
export function PipelineForm({
  pipelineId,
  initial,
  saved,
  plugins,
  saveLabel,
  notice,
  onSave,
  onCancel,
}: {
  /** Undefined while it is being created. */
  pipelineId?: string
  /** The initial draft. */
  initial: PipelineBody
  /** The saved draft: leaving with any other asks first. */
  saved: PipelineBody
  plugins: readonly Plugin[]
  saveLabel: string
  notice?: ReactNode
  /** Leaves the page with `SAVED` when it is saved; resolves without leaving when a question took over. */
  onSave: (body: PipelineBody) => Promise<void>
  onCancel: () => void
}) {
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState<PipelineDraft>(() => draftOf(initial))
  const [errors, setErrors] = useState<DraftErrors>(NO_ERRORS)
  const [busy, setBusy] = useState(false)

  const { body, errors: entryErrors } = useMemo(() => buildBody(draft, plugins), [draft, plugins])
  const configured = draftPlugins(draft, plugins)
  const dirty = Object.keys(changedFields(saved, body)).length > 0 || hasErrors(entryErrors)
  const unsaved = useCallback(() => dirty, [dirty])

  const change = (changes: Partial<PipelineDraft>) => {
    setErrors((found) => standingDraftErrors(found, draft, changes))
    setDraft((current) => ({ ...current, ...changes }))
  }
  const fail = (found: DraftErrors) => focusFirstError(form.current, () => setErrors(found))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const found = joinErrors(entryErrors, draftProblems(bodyProblems(body), configured))
    if (hasErrors(found)) return fail(found)
    setErrors(NO_ERRORS)
    setBusy(true)
    try {
      await onSave(body)
    } catch (error) {
      const problems = isProblem(error) ? error.fields : []
      const shown = draftProblems(problems, configured)
      fail(problems.length === 0 ? { ...shown, general: [messageOf(error)] } : shown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="max-w-6xl space-y-4">
      <UnsavedChanges unsaved={unsaved} />
      {notice}
      {errors.general.length > 0 && (
        <Notice tone="danger">
          {errors.general.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </Notice>
      )}
      <GeneralSection draft={draft} errors={errors} onChange={change} />
      <RunnerSection draft={draft} errors={errors} onChange={change} />
      {draft.runner.kind === 'own' && (
        <>
          <PluginsSection draft={draft} errors={errors} onChange={change} />
          <SettingsSections
            pipelineId={pipelineId}
            plugins={configured}
            errors={errors}
            dropped={droppedSettings(draft)}
            onChange={(key, edits) => change({ edits: { ...draft.edits, [key]: edits } })}
          />
          <CatalogSection pipelineId={pipelineId} draft={draft} onChange={change} />
        </>
      )}
      <ScheduleSection draft={draft} errors={errors} onChange={change} />
      <LimitsSection draft={draft} errors={errors} onChange={change} />
      <div className="sticky bottom-16 z-10 -mx-1 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface-raised px-4 py-3 shadow-high sm:bottom-3">
        <Button type="submit" variant="primary" busy={busy}>
          {saveLabel}
        </Button>
        <Button onClick={onCancel}>{pipelineFormWords.cancel}</Button>
        <span className="ml-auto text-sm text-text-faint max-sm:hidden">
          {hasErrors(errors)
            ? pipelineFormWords.invalid
            : dirty
              ? pipelineFormWords.unsaved
              : pipelineFormWords.noChanges}
        </span>
      </div>
    </form>
  )
}
