import type { DatasetColumn } from '@flx/shared/lineage/lineage'
import type { ColumnPath } from '@flx/shared/lineage/lineage-reach'
import { clsx } from 'clsx'
import { ArrowRight } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError, type Loading as Query } from '#web/ui/table/query-error.tsx'

import { shortName } from './picture/lineage-graph.ts'
import { panelWords as words } from './words.ts'

const FIRST = 8

/** The columns of a dataset. Each can be followed through the graph. */
export function ColumnSection({
  columns,
  followed,
  path,
  onFollow,
}: {
  columns: readonly DatasetColumn[]
  followed: string | undefined
  path: Query & { data: ColumnPath | undefined }
  onFollow: (column: string | undefined) => void
}) {
  const [showsAll, setShowsAll] = useState(false)
  const shownColumns = showsAll ? columns : columns.slice(0, FIRST)
  return (
    <section aria-label={words.columns} className="border-b border-line px-4 py-3.5">
      <h3 className="text-base font-semibold">
        {words.columns} <span className="tabular text-xs font-normal text-text-soft">{columns.length}</span>
      </h3>
      {columns.length === 0 && <p className="mt-1 text-sm text-text-soft">{words.noColumns}</p>}
      <ul className="-mx-2 mt-1.5">
        {shownColumns.map(({ name, type }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={name === followed}
              title={name === followed ? words.unfollow : words.follow(name)}
              onClick={() => onFollow(name === followed ? undefined : name)}
              className={clsx(
                'touch flex w-full items-center gap-3 rounded-sm px-2 py-1 text-left font-mono text-xs',
                name === followed ? 'bg-accent-soft text-accent' : 'hover:bg-hover',
              )}
            >
              <span className="min-w-0 grow truncate">{name}</span>
              <span className={clsx('shrink-0 text-2xs', name === followed ? '' : 'text-text-soft')}>
                {type}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shownColumns.length < columns.length && (
        <Button variant="quiet" size="small" className="-ml-2.5" onClick={() => setShowsAll(true)}>
          {words.showAll(columns.length - shownColumns.length)}
        </Button>
      )}
      {followed !== undefined && <Path column={followed} query={path} />}
    </section>
  )
}

function Path({ column, query }: { column: string; query: Query & { data: ColumnPath | undefined } }) {
  const { data } = query
  const names = new Map(data?.datasets.map((dataset) => [dataset.id, shortName(dataset)]))
  return (
    <section aria-label={words.columnPath(column)} className="mt-3 rounded-md border border-line p-3">
      <h4 className="mb-1.5 text-sm font-semibold">{words.columnPath(column)}</h4>
      {data === undefined ? (
        query.error === null ? (
          <Loading label={words.columnPath(column)}>
            <Skeleton className="h-8" />
          </Loading>
        ) : (
          <QueryError query={query} title={words.columnError} />
        )
      ) : data.links.length === 0 ? (
        <p className="text-sm text-text-soft">{words.noPath}</p>
      ) : (
        <ul className="space-y-1 font-mono text-xs">
          {data.links.map(({ from, to, pipelineId, certainty }) => (
            <li
              key={JSON.stringify([from, to, pipelineId])}
              className="flex flex-wrap items-center gap-x-1.5 break-all"
            >
              {names.get(from.dataset)}.{from.column}
              <ArrowRight aria-hidden className="size-3 shrink-0 text-text-faint" />
              <span className="sr-only"> → </span>
              {names.get(to.dataset)}.{to.column}
              {certainty === 'inferred' && <Badge>{words.inferred}</Badge>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
