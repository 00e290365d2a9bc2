import { bookmarksOf, type Bookmark } from '@flx/shared/executions/state/bookmarks'
import type { StateVersion } from '@flx/shared/executions/state/state'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { Bookmark as BookmarkIcon } from 'lucide-react'
import { useState } from 'react'

import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { Card } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { pipelinePageWords } from '../words.ts'
import { BookmarkTable } from './bookmark-table.tsx'
import { CopyStateDialog } from './copy-state-dialog.tsx'
import { EditStateDialog } from './edit-state-dialog.tsx'
import { ImportStateDialog } from './import-state-dialog.tsx'
import { ResetStateDialog } from './reset-state-dialog.tsx'
import { StateActions, type StateAction } from './state-actions.tsx'
import { StateVersions } from './state-versions.tsx'
import { StreamDialog } from './stream-dialog.tsx'
import { streamsText, WORDS } from './words.ts'

/** The state: the bookmark of each stream, the versions, and every way to change them. */
export default function StateTab({ pipeline }: { pipeline: Pipeline }) {
  const query = useQuery(pipelineState.current(pipeline.id))
  const [action, setAction] = useState<StateAction | null>(null)
  const [stream, setStream] = useState<Bookmark | null>(null)
  const state = query.data
  if (state === undefined) {
    return query.error === null ? <StateSkeleton /> : <StateError query={query} />
  }
  const shownVersion = state?.version ?? 0
  const close = () => setAction(null)
  return (
    <>
      <div className="space-y-4">
        {pipeline.type === 'meltano' && <Notice tone="info">{pipelinePageWords.meltanoState}</Notice>}
        <CurrentState state={state} pipeline={pipeline} onAction={setAction} onStream={setStream} />
        <StateVersions pipeline={pipeline} current={shownVersion} />
      </div>
      {action === 'edit' && <EditStateDialog pipelineId={pipeline.id} state={state} onClose={close} />}
      {action === 'import' && (
        <ImportStateDialog pipelineId={pipeline.id} shownVersion={shownVersion} onClose={close} />
      )}
      {action === 'copy' && (
        <CopyStateDialog pipeline={pipeline} shownVersion={shownVersion} onClose={close} />
      )}
      {action === 'reset' && (
        <ResetStateDialog pipelineId={pipeline.id} shownVersion={shownVersion} onClose={close} />
      )}
      {stream !== null && (
        <StreamDialog
          pipelineId={pipeline.id}
          shownVersion={shownVersion}
          bookmark={stream}
          onClose={() => setStream(null)}
        />
      )}
    </>
  )
}

function CurrentState({
  state,
  pipeline,
  onAction,
  onStream,
}: {
  state: StateVersion | null
  pipeline: Pipeline
  onAction: (action: StateAction) => void
  onStream: (bookmark: Bookmark) => void
}) {
  const value = state?.value ?? null
  const bookmarks = bookmarksOf(value)
  return (
    <section aria-label={WORDS.title}>
      <Card className="overflow-clip">
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
          <h2 className="text-base font-semibold">
            {WORDS.title}
            {bookmarks.length > 0 && (
              <span className="tabular ml-2 text-sm font-normal text-text-faint">
                {streamsText(bookmarks.length)}
              </span>
            )}
          </h2>
          <StateActions pipeline={pipeline} hasState={value !== null} onAction={onAction} />
        </div>
        {value === null ? (
          <EmptyState icon={BookmarkIcon} title={WORDS.none.title}>
            {WORDS.none.text}
          </EmptyState>
        ) : bookmarks.length > 0 ? (
          <BookmarkTable pipeline={pipeline} bookmarks={bookmarks} onStream={onStream} />
        ) : (
          <div className="space-y-3 p-4">
            <p className="text-sm text-text-soft">{WORDS.plain}</p>
            <CodeBlock label={WORDS.versions.text} text={state?.text ?? ''} wrap />
          </div>
        )}
      </Card>
    </section>
  )
}

function StateSkeleton() {
  return (
    <Loading label={WORDS.loading}>
      <Card className="space-y-4 p-4">
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} className="h-7 w-full" />
        ))}
      </Card>
    </Loading>
  )
}

function StateError({ query }: { query: Parameters<typeof QueryError>[0]['query'] }) {
  return (
    <Card>
      <QueryError query={query} title={WORDS.failed} />
    </Card>
  )
}
