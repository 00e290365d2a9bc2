import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { isProblem } from '#web/api/core/problem.ts'
import { messageOf } from '#web/ui/states.tsx'

import {
  bodyProblems,
  draftProblems,
  hasErrors,
  joinErrors,
  remainingDraftErrors,
} from '../draft/draft-problems.ts'
import { changedFields, type PipelineBody } from '../draft/pipeline-body.ts'
import {
  buildBody,
  draftOf,
  draftPlugins,
  NO_ERRORS,
  type DraftErrors,
  type DraftPlugin,
  type PipelineDraft,
} from '../draft/pipeline-draft.ts'
import { recordStep, redoStep, startHistory, undoStep } from './draft-history.ts'
import { forgetDraft, storeDraft, withoutSecrets, type Places } from './stored-draft.ts'

/** The initial state of an edit. */
export interface EditorStart {
  draft: PipelineDraft
  places: Places
}

/** A pipeline being edited, for the form and the drawing. */
export interface PipelineEditor {
  /** Undefined while it is being created. */
  pipelineId: string | undefined
  draft: PipelineDraft
  /** Positions of manually placed steps. Others are laid out. */
  places: Places
  body: PipelineBody
  /** Problems with what is entered now. */
  entryErrors: DraftErrors
  /** Problems found by the last attempt to save. */
  errors: DraftErrors
  plugins: readonly Plugin[]
  /** The plugins of the draft with their settings forms. */
  configured: readonly DraftPlugin[]
  /** Names of the fields that differ from the saved ones. */
  changed: readonly string[]
  isDirty: boolean
  busy: boolean
  /** `subject` identifies what is changed. Further changes of the same subject are undone with it. */
  change: (changes: Partial<PipelineDraft>, subject?: string | null) => void
  setPlaces: (places: Places) => void
  /** Undefined if there is nothing to undo. */
  undo: (() => void) | undefined
  redo: (() => void) | undefined
  /** Saves the draft. `show` is called to show what prevents saving. */
  submit: (show: (apply: () => void) => void) => Promise<void>
}

export function usePipelineEditor({
  pipelineId,
  start,
  saved,
  plugins,
  storage,
  onSave,
}: {
  pipelineId: string | undefined
  start: EditorStart
  /** The saved document. Leaving with a different one asks for confirmation. */
  saved: PipelineBody
  plugins: readonly Plugin[]
  /** Where the draft is stored over a reload, and the version it is made from. */
  storage: { key: string; base: Pipeline | null }
  /**
   * Gets a body that satisfies the contract, and leaves the page, or resolves if a question has to be
   * answered first.
   */
  onSave: (body: PipelineBody) => Promise<void>
}): PipelineEditor {
  const [{ history, errors }, setState] = useState(() => ({
    history: startHistory(start),
    errors: NO_ERRORS,
  }))
  const setErrors = (next: DraftErrors) => setState((current) => ({ ...current, errors: next }))
  const [busy, setBusy] = useState(false)
  const { draft, places } = history.present

  const { body, errors: entryErrors } = useMemo(() => buildBody(draft, plugins), [draft, plugins])
  const configured = useMemo(() => draftPlugins(draft, plugins), [draft, plugins])
  const changed = useMemo(() => Object.keys(changedFields(saved, body)), [saved, body])
  const isDirty = changed.length > 0 || hasErrors(entryErrors)

  const { key, base } = storage
  useEffect(() => {
    if (isDirty) storeDraft(key, { ...withoutSecrets(draft, configured, draftOf(saved)), places, base })
    else forgetDraft(key)
  }, [isDirty, key, base, draft, places, configured, saved])

  const change = useCallback(
    (changes: Partial<PipelineDraft>, subject: string | null = Object.keys(changes).join()) =>
      setState(({ history: previous, errors: currentErrors }) => {
        const { present } = previous
        return {
          history: recordStep(previous, { ...present, draft: { ...present.draft, ...changes } }, subject),
          errors: remainingDraftErrors(currentErrors, present.draft, changes),
        }
      }),
    [],
  )
  const setPlaces = useCallback(
    (next: Places) =>
      setState((current) => ({
        ...current,
        history: recordStep(current.history, { ...current.history.present, places: next }, null),
      })),
    [],
  )
  const stepWith = (step: typeof undoStep) => () =>
    setState((current) => ({ history: step(current.history), errors: NO_ERRORS }))

  const submit = async (show: (apply: () => void) => void): Promise<void> => {
    if (busy) return
    const showErrors = (draftErrors: DraftErrors) => show(() => setErrors(draftErrors))
    const foundErrors = joinErrors(entryErrors, draftProblems(bodyProblems(body), configured, body))
    if (hasErrors(foundErrors)) return showErrors(foundErrors)
    setErrors(NO_ERRORS)
    setBusy(true)
    try {
      await onSave(body)
    } catch (error) {
      const problems = isProblem(error) ? error.fields : []
      const assigned = draftProblems(problems, configured, body)
      showErrors(problems.length === 0 ? { ...assigned, general: [messageOf(error)] } : assigned)
    } finally {
      setBusy(false)
    }
  }

  return {
    pipelineId,
    draft,
    places,
    body,
    entryErrors,
    errors,
    plugins,
    configured,
    changed,
    isDirty,
    busy,
    change,
    setPlaces,
    undo: history.past.length === 0 ? undefined : stepWith(undoStep),
    redo: history.future.length === 0 ? undefined : stepWith(redoStep),
    submit,
  }
}
