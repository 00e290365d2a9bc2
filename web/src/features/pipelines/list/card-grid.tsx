import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'

import type { Selection } from '#web/lib/lists/selection.ts'
import { Loading, Skeleton } from '#web/ui/states.tsx'

import { CARD_ROWS, PipelineCard } from './pipeline-card.tsx'
import { cardGridWords } from './words.ts'

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-3.5'

/**
 * A grid of cards. Cards in one line share the heights of their parts, so that strips and buttons line up.
 */
export function CardGrid({
  pipelines,
  selection,
}: {
  pipelines: readonly PipelineSummary[]
  selection: Selection
}) {
  return (
    <ul aria-label={cardGridWords.pipelines} className={GRID}>
      {pipelines.map((pipeline) => (
        <PipelineCard key={pipeline.id} pipeline={pipeline} selection={selection} />
      ))}
    </ul>
  )
}

export function CardGridSkeleton() {
  return (
    <Loading label={cardGridWords.loadingPipelines}>
      <div className={GRID}>
        {Array.from({ length: 9 }, (_card, index) => (
          <div
            key={index}
            className={`${CARD_ROWS} gap-y-2.5 rounded-lg border border-line bg-surface p-4 pb-3`}
          >
            <div className="space-y-2.5">
              <div className="flex justify-between">
                <Skeleton className="h-6 w-40" />
                <Skeleton className="h-6 w-20" />
              </div>
              <Skeleton className="h-5.5 w-52" />
              <Skeleton className="h-5 w-full" />
            </div>
            <Skeleton className="h-6 w-full" />
            <Skeleton className="h-5 w-36" />
            <div className="border-t border-line pt-3">
              <Skeleton className="h-8 w-40" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  )
}
