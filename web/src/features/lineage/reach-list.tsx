import type { Direction, Reach } from '@flx/shared/lineage/lineage-reach'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Workflow } from 'lucide-react'
import { useState } from 'react'

import { lineage, type LineageOf } from '#web/api/lineage/lineage.ts'
import { formatSpan } from '#web/lib/format.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { Button } from '#web/ui/button.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { shortName } from './picture/lineage-graph.ts'
import { MoverName } from './movers/mover-name.tsx'
import { KIND_ICONS, StatusWord } from './picture/lineage-node.tsx'
import { panelWords, reachWords as words } from './words.ts'

const FIRST = 8

/**
 * Lists the pipelines and datasets that are late if the data stops arriving, or that feed it, each with a
 * link.
 */
export function ReachList({
  node,
  direction,
  onSelect,
}: {
  node: LineageOf
  direction: Direction
  onSelect: (dataset: string) => void
}) {
  const query = useQuery(lineage.reach(node, direction))
  const title = direction === 'downstream' ? words.late : words.feeds
  const { data } = query
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3.5">
      <h3 className="text-base font-semibold">{title}</h3>
      {data === undefined ? (
        query.error === null ? (
          <Loading label={title}>
            <Skeleton className="mt-2 h-16" />
          </Loading>
        ) : (
          <QueryError query={query} title={words.loadError} />
        )
      ) : data.pipelines.length + data.datasets.length === 0 ? (
        <p className="mt-1 text-sm text-text-soft">
          {direction === 'downstream' ? words.lateNone : words.feedsNone}
        </p>
      ) : (
        <ReachResult reach={data} direction={direction} onSelect={onSelect} />
      )}
    </section>
  )
}

function ReachResult({
  reach,
  direction,
  onSelect,
}: {
  reach: Reach
  direction: Direction
  onSelect: (dataset: string) => void
}) {
  const [showsAll, setShowsAll] = useState(false)
  const { pipelines, datasets, truncated } = reach
  const shownDatasets = showsAll ? datasets : datasets.slice(0, FIRST)
  const shownPipelines = showsAll ? pipelines : pipelines.slice(0, FIRST)
  const remaining = pipelines.length + datasets.length - shownDatasets.length - shownPipelines.length
  const isDown = direction === 'downstream'
  return (
    <>
      <p className="tabular mb-2 text-xs text-text-soft">
        {words.summary(pipelines.length, datasets.length)}
      </p>
      <ul className="space-y-1.5 text-sm">
        {shownPipelines.map((pipeline) => (
          <li key={pipeline.id} className="flex items-start gap-2">
            <Workflow aria-hidden className="mt-0.5 size-4 shrink-0 text-text-faint" />
            <span className="min-w-0 grow">
              <MoverName mover={pipeline} className="font-medium" />
              <span className="flex flex-wrap gap-x-2 text-xs text-text-soft">
                {pipeline.status !== null && <StatusWord status={pipeline.status} />}
                {pipeline.relation === 'after' && <span>{words.after}</span>}
                {isDown && pipeline.nextDueAt !== null && (
                  <span>
                    {panelWords.nextRun} <RelativeTime at={pipeline.nextDueAt} />
                  </span>
                )}
              </span>
            </span>
            {isDown && pipeline.tool === null && <LateAt staleAt={pipeline.staleAt} />}
          </li>
        ))}
        {shownDatasets.map((dataset) => {
          const Icon = KIND_ICONS[dataset.kind]
          return (
            <li key={dataset.id} className="flex items-start gap-2">
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-text-faint" />
              <button
                type="button"
                title={`${dataset.name}, ${dataset.namespace}`}
                className="touch min-w-0 grow truncate text-left font-mono text-xs/5 text-accent hover:underline"
                onClick={() => onSelect(dataset.id)}
              >
                {shortName(dataset)}
              </button>
              {isDown && <LateAt staleAt={dataset.staleAt} />}
            </li>
          )
        })}
      </ul>
      {remaining > 0 && (
        <Button variant="quiet" size="small" className="mt-2 -ml-2.5" onClick={() => setShowsAll(true)}>
          {words.more(remaining)}
        </Button>
      )}
      {truncated && <p className="mt-2 text-xs text-text-soft">{words.truncated}</p>}
    </>
  )
}

function LateAt({ staleAt }: { staleAt: string | null }) {
  const now = useNow(30)
  if (staleAt === null) return <span className="shrink-0 text-xs/5 text-text-soft">{words.noTarget}</span>
  const secondsLeft = (Date.parse(staleAt) - now) / 1000
  return (
    <span
      className={clsx(
        'tabular shrink-0 text-xs/5',
        secondsLeft < 0 ? 'font-medium text-status-failed' : 'text-text-soft',
      )}
    >
      {secondsLeft < 0 ? words.isLate(formatSpan(-secondsLeft)) : words.lateAt(formatSpan(secondsLeft))}
    </span>
  )
}
