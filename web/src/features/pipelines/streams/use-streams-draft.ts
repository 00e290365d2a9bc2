import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { isProblem } from '#web/api/core/problem.ts'
import { pipelineCatalog, saveStreams } from '#web/api/pipelines/pipeline-catalog.ts'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import type { Change, Choice } from '../form/draft/merge-pipeline.ts'
import { changedRules, draftOf, type Draft } from './draft.ts'
import { mergeRules, rulesBetween } from './merge-rules.ts'
import { WORDS } from './words.ts'

interface Base {
  draft: Draft
  version: number
}

const baseOf = (catalogUse: PipelineCatalog): Base => ({
  draft: draftOf(catalogUse),
  version: catalogUse.pipelineVersion,
})

/**
 * Manages the rules being edited, starting from the loaded version. A newer version is merged, never
 * overwritten.
 */
export function useStreamsDraft(pipelineId: string, catalogUse: PipelineCatalog) {
  const queries = useQueryClient()
  const toast = useToast()
  const saving = useMutation(saveStreams(pipelineId))
  const [base, setBase] = useState(() => baseOf(catalogUse))
  const [draft, setDraft] = useState(base.draft)
  const [conflict, setConflict] = useState<{ theirs: Base; changes: Change[] } | null>(null)
  const unsaved = changedRules(base.draft, draft) !== null
  const isNewer = catalogUse.pipelineVersion > base.version
  if (isNewer && !unsaved && !saving.isPending) {
    const newest = baseOf(catalogUse)
    setBase(newest)
    setDraft(newest.draft)
  }

  const undo = async (version: number, before: Draft, after: Draft): Promise<void> => {
    const changes = changedRules(after, before)
    if (changes === null) return
    try {
      await saving.mutateAsync({ version, ...changes })
      toast.done(WORDS.unsaved.undone)
    } catch (error) {
      toast.problem(messageOf(error))
    }
  }

  const send = async (mine: Draft, basis: Base): Promise<void> => {
    const changes = changedRules(basis.draft, mine)
    setBase(basis)
    setDraft(mine)
    setConflict(null)
    if (changes === null) return
    try {
      const { version } = await saving.mutateAsync({ version: basis.version, ...changes })
      setBase({ draft: mine, version })
      toast.done(WORDS.unsaved.saved, () => void undo(version, basis.draft, mine))
    } catch (error) {
      if (!isProblem(error, 409) || error.problem.code !== 'stale-version') throw error
      const newest = await queries.fetchQuery({ ...pipelineCatalog.use(pipelineId), staleTime: 0 })
      const theirs = baseOf(newest)
      const theirChanges = rulesBetween(basis.draft, theirs.draft, mine)
      // Something else was saved, so there is nothing to ask.
      if (theirChanges.length === 0) await send(mine, { ...theirs, draft: basis.draft })
      else setConflict({ theirs, changes: theirChanges })
    }
  }

  const sendOrReport = (mine: Draft, basis: Base): void =>
    void send(mine, basis).catch((error: unknown) => toast.problem(messageOf(error)))

  return {
    /** The saved draft. */
    saved: base.draft,
    draft,
    unsaved,
    /** Whether another user has saved since editing started. */
    isNewer: isNewer && unsaved && !saving.isPending,
    pending: saving.isPending,
    conflict,
    change: (change: Partial<Draft>) => setDraft((current) => ({ ...current, ...change })),
    discard: () => setDraft(base.draft),
    save: () => sendOrReport(draft, base),
    resolve(choices: Readonly<Record<string, Choice>>) {
      if (conflict === null) return
      sendOrReport(mergeRules(base.draft, conflict.theirs.draft, draft, choices), conflict.theirs)
    },
    leaveConflict: () => setConflict(null),
  }
}
