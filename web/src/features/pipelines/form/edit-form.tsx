import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { isLocked } from '@flx/shared/templates/locked-path'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { updatePipeline } from '#web/api/pipelines/pipelines.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { templates } from '#web/api/templates/templates.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { paths } from '#web/paths.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { LockedFields } from '#web/ui/fields/locked.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'

import { ConflictDialog } from './conflict-dialog.tsx'
import { changesBetween, mergePipelines } from './draft/merge-pipeline.ts'
import { changedFields, type PipelineBody } from './draft/pipeline-body.ts'
import { draftOf } from './draft/pipeline-draft.ts'
import { closeDraft, type StoredDraft } from './editor/stored-draft.ts'
import { PipelineEditor, type EditorHead } from './editor/pipeline-editor.tsx'
import type { EditorStart } from './editor/use-pipeline-editor.ts'
import { editFormWords } from './words.ts'

const { Section: LockedNotice } = sectionOnDemand(() => import('#web/parts/templates/locked-notice.tsx'), {
  placeholder: <Skeleton className="mb-4 h-9 w-full" />,
})

type Question =
  | { kind: 'extractor'; mine: PipelineBody; answer: (isConfirmed: boolean) => void }
  | {
      kind: 'conflict'
      mine: PipelineBody
      /** The version that `mine` was made from. */
      basis: Pipeline
      theirs: Pipeline
      /** What both versions were merged to, once it was sent. */
      merged: PipelineBody | null
    }

/** Edits a pipeline starting from the loaded version. A newer version is merged, never overwritten. */
export function EditForm({
  head,
  loaded,
  storedDraft,
  onDiscard,
  newest,
  plugins,
  storageKey,
}: {
  head: EditorHead
  loaded: Pipeline
  /** A stored draft to continue with instead, made from `loaded`. */
  storedDraft: StoredDraft | null
  /** Starts over without it. */
  onDiscard: () => void
  newest: Pipeline
  plugins: readonly Plugin[]
  /** The key under which the draft survives a reload. */
  storageKey: string
}) {
  const navigate = useNavigate()
  const toast = useToast()
  const saving = useMutation(updatePipeline())
  const templateQuery = useQuery({ ...templates.ofPipeline(loaded.id), enabled: loaded.template !== null })
  const template = templateQuery.data?.template ?? null
  const locked = template === null || template.unlocked ? [] : template.locked
  const [base, setBase] = useState(loaded)
  // A merged document starts the form over. `round` makes it a new form.
  const [start, setStart] = useState<EditorStart & { round: number }>({
    round: 0,
    draft: storedDraft?.draft ?? draftOf(loaded),
    places: storedDraft?.places ?? {},
  })
  const [question, setQuestion] = useState<Question | null>(null)

  const send = async (body: PipelineBody, basis: Pipeline): Promise<void> => {
    const changes = changedFields(basis, body)
    if (Object.keys(changes).length > 0) {
      try {
        await saving.mutateAsync({ id: basis.id, body: { ...changes, version: basis.version } })
      } catch (error) {
        const theirs = theirsIn(error)
        if (theirs === null) throw error
        setQuestion({ kind: 'conflict', mine: body, basis, theirs, merged: null })
        return
      }
      toast.done(editFormWords.saved(body.name))
    }
    closeDraft(storageKey)
    await navigate(paths.pipeline(basis.id), SAVED)
  }

  const save = async (body: PipelineBody): Promise<void> => {
    if (body.extractor !== base.extractor) {
      const isConfirmed = await new Promise<boolean>((answer) =>
        setQuestion({ kind: 'extractor', mine: body, answer }),
      )
      setQuestion(null)
      if (!isConfirmed) return
    }
    await send(body, base)
  }

  /** Shows `body`, based on `basis`, in the form, so that errors can be corrected there. */
  const startFrom = (body: PipelineBody, basis: Pipeline) => {
    setBase(basis)
    setStart(({ round, places }) => ({ round: round + 1, draft: draftOf(body), places }))
    setQuestion(null)
  }

  return (
    <LockedFields
      value={{
        isLocked: (path) => isLocked(locked, path),
        reason: editFormWords.lockedBy(template?.name ?? ''),
      }}
    >
      <PipelineEditor
        key={start.round}
        head={head}
        pipelineId={base.id}
        start={start}
        saved={base}
        restored={
          storedDraft === null || start.round > 0 ? null : { withheld: storedDraft.withheld, onDiscard }
        }
        plugins={plugins}
        storage={{ key: storageKey, base }}
        saveLabel={editFormWords.saveChanges}
        notice={
          <>
            {newest.version > base.version && !saving.isPending && !saving.isSuccess && (
              <Notice tone="info">{editFormWords.conflict}</Notice>
            )}
            {base.template !== null && <LockedNotice pipelineId={base.id} />}
          </>
        }
        onSave={save}
        onCancel={() => void navigate(paths.pipeline(base.id))}
      />
      {question?.kind === 'extractor' && (
        <ConfirmDialog
          title={editFormWords.changeExtractor}
          confirmLabel={editFormWords.changeAndReset}
          danger
          busy={false}
          error={null}
          onConfirm={() => question.answer(true)}
          onClose={() => question.answer(false)}
        >
          <p>
            {editFormWords.savedStateOf} <b>{base.extractor}</b> {editFormWords.doesNotFit}{' '}
            <b>{question.mine.extractor}</b>
            {editFormWords.reset}
          </p>
        </ConfirmDialog>
      )}
      {question?.kind === 'conflict' && (
        <ConflictDialog
          // Another version of theirs is another question.
          key={question.theirs.version}
          changes={changesBetween(question.basis, question.theirs, question.mine)}
          busy={saving.isPending || saving.isSuccess}
          error={saving.error === null || theirsIn(saving.error) !== null ? null : messageOf(saving.error)}
          onSave={(choices) => {
            const { basis, mine, theirs } = question
            const merged = mergePipelines(basis, theirs, mine, choices)
            setQuestion({ ...question, merged })
            // The dialog shows why it failed.
            void send(merged, theirs).catch(() => undefined)
          }}
          onClose={() => {
            const { basis, mine, theirs, merged } = question
            if (merged !== null) startFrom(merged, theirs)
            else if (basis === base) setQuestion(null)
            else startFrom(mine, basis)
          }}
        />
      )}
    </LockedFields>
  )
}

/**
 * Returns the current pipeline from the 409 for a stale version. The server builds it from the same contract.
 */
function theirsIn(error: unknown): Pipeline | null {
  const current: unknown = isProblem(error, 409) ? error.problem.current : null
  return typeof current === 'object' && current !== null && 'version' in current
    ? (current as Pipeline)
    : null
}
