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
  standingDraftErrors,
} from '../draft/draft-problems.ts'
import {
  buildBody,
  changedFields,
  draftOf,
  draftPlugins,
  NO_ERRORS,
  type DraftErrors,
  type DraftPlugin,
  type PipelineBody,
  type PipelineDraft,
} from '../draft/pipeline-draft.ts'
import { recorded, redone, startHistory, undone } from './draft-history.ts'
import { forgetDraft, keepDraft, withoutSecrets, type Places } from './kept-draft.ts'

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
  dirty: boolean
  busy: boolean
  /** `about` names the subject of the change. Further changes of the same subject are undone with it. */
  change: (changes: Partial<PipelineDraft>, about?: string | null) => void
  place: (places: Places) => void
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
  keep,
  onSave,
}: {
  pipelineId: string | undefined
  start: EditorStart
  /** The saved document. Leaving with a different one asks for confirmation. */
  saved: PipelineBody
  plugins: readonly Plugin[]
  /** Where the draft is kept over a reload, and the version it is made from. */
  keep: { key: string; base: Pipeline | null }
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
  const setErrors = (next: DraftErrors) => setState((before) => ({ ...before, errors: next }))
  const [busy, setBusy] = useState(false)
  const { draft, places } = history.now

  const { body, errors: entryErrors } = useMemo(() => buildBody(draft, plugins), [draft, plugins])
  const configured = useMemo(() => draftPlugins(draft, plugins), [draft, plugins])
  const changed = useMemo(() => Object.keys(changedFields(saved, body)), [saved, body])
  const dirty = changed.length > 0 || hasErrors(entryErrors)

  const { key, base } = keep
  useEffect(() => {
    if (dirty) keepDraft(key, { ...withoutSecrets(draft, configured, draftOf(saved)), places, base })
    else forgetDraft(key)
  }, [dirty, key, base, draft, places, configured, saved])

  const change = useCallback(
    (changes: Partial<PipelineDraft>, about: string | null = Object.keys(changes).join()) =>
      setState(({ history: before, errors: found }) => {
        const { now } = before
        return {
          history: recorded(before, { ...now, draft: { ...now.draft, ...changes } }, about),
          errors: standingDraftErrors(found, now.draft, changes),
        }
      }),
    [],
  )
  const place = useCallback(
    (next: Places) =>
      setState((before) => ({
        ...before,
        history: recorded(before.history, { ...before.history.now, places: next }, null),
      })),
    [],
  )
  const travel = (to: typeof undone) => () =>
    setState((before) => ({ history: to(before.history), errors: NO_ERRORS }))

  const submit = async (show: (apply: () => void) => void): Promise<void> => {
    if (busy) return
    const fail = (found: DraftErrors) => show(() => setErrors(found))
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
    dirty,
    busy,
    change,
    place,
    undo: history.past.length === 0 ? undefined : travel(undone),
    redo: history.future.length === 0 ? undefined : travel(redone),
    submit,
  }
}
