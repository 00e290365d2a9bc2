import type { Dataset, LineageDataset, LineagePipeline, Neighbourhood } from '@flx/shared/lineage/lineage'
import type { ColumnPath } from '@flx/shared/lineage/lineage-reach'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'react-router'

import { lineage, type LineageOf } from '#web/api/lineage/lineage.ts'
import { useFillHeight } from '#web/lib/browser/fill-height.ts'
import { useIsPhone } from '#web/lib/browser/media.ts'
import { Graph } from '#web/parts/graph/lazy-graph.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { lineageGraph, matching, merged, shortName, type ShownColumn } from './picture/lineage-graph.ts'
import { Legend } from './picture/legend.tsx'
import { drawLineageNode } from './picture/lineage-node.tsx'
import { DatasetPanel, PipelinePanel } from './lineage-panel.tsx'
import { aroundQuery, NO_NODE, type LineageSearch } from './lineage-search.ts'
import { LineageToolbar } from './lineage-toolbar.tsx'
import { NeighbourhoodList } from './neighbourhood-list.tsx'
import { lineageWords as words } from './words.ts'

type Change = (changes: Record<string, string | undefined>) => void

/** The neighbourhood of a dataset or pipeline as a graph or a list, with a panel about one of its nodes. */
export function NeighbourhoodView({
  of,
  search,
  onChange,
}: {
  of: LineageOf
  search: LineageSearch
  onChange: Change
}) {
  const isPhone = useIsPhone()
  const query = useQuery({ ...lineage.around(of, aroundQuery(search)), placeholderData: keepPreviousData })
  const more = useQueries({
    queries: search.expanded.map((id) =>
      lineage.around({ kind: 'dataset', id }, { upstream: 1, downstream: 1, ...search.moment }),
    ),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  })
  const around = useMemo(
    () => (query.data === undefined ? undefined : merged([query.data, ...more])),
    [query.data, more],
  )
  if (around === undefined) {
    return query.error === null ? (
      <Loading label={words.title}>
        <Skeleton className="h-96" />
      </Loading>
    ) : (
      <Card>
        <QueryError
          query={query}
          title={words.loadError}
          more={
            <Link to={paths.lineage()} className={buttonClass()}>
              {words.another}
            </Link>
          }
        />
      </Card>
    )
  }
  const isPast = around.moment !== null
  const shownSearch: LineageSearch = isPhone ? { ...search, view: 'list' } : search
  const toolbar = <LineageToolbar search={shownSearch} moment={around.moment} onChange={onChange} />
  if (around.datasets.length === 0) {
    return (
      <>
        {toolbar}
        <Card className="mt-3">
          <EmptyState
            icon={Waypoints}
            title={isPast ? words.nothingThen : words.nothing}
            actions={
              <Link to={paths.lineage()} className={buttonClass()}>
                {words.another}
              </Link>
            }
          >
            {words.nothingHint}
          </EmptyState>
        </Card>
      </>
    )
  }
  return (
    <div className="space-y-3">
      {toolbar}
      {isPast && <Notice>{around.flows.length === 0 ? words.pastWithout : words.past}</Notice>}
      {matching(around, search)?.size === 0 && <Notice>{words.noneMatch}</Notice>}
      {around.truncated && <Notice tone="caution">{words.truncated}</Notice>}
      <Shown of={of} around={around} search={shownSearch} onChange={onChange} />
    </div>
  )
}

function Shown({
  of,
  around,
  search,
  onChange,
}: {
  of: LineageOf
  around: Neighbourhood
  search: LineageSearch
  onChange: Change
}) {
  const datasets = new Map(around.datasets.map((dataset) => [dataset.id, dataset]))
  const pipelines = new Map(around.pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const centre = of.kind === 'dataset' ? of.id : `pipeline:${of.id}`
  const selected = search.selected === undefined ? centre : search.selected
  const about = aboutOf(selected, datasets, pipelines)
  // A node that is not in this graph becomes the centre of a new one.
  const select = (id: string | null) => {
    if (id === null || datasets.has(id) || !/^[0-9a-f]/.test(id)) onChange({ node: id ?? NO_NODE })
    else onChange({ dataset: id, pipeline: undefined, node: undefined, expand: undefined })
  }
  const close = () => select(null)
  return (
    <div className="flex items-start gap-4 max-lg:flex-col">
      <div className="min-w-0 grow max-lg:w-full">
        {search.view === 'list' ? (
          <NeighbourhoodList
            around={around}
            matched={matching(around, search)}
            selected={selected}
            onSelect={select}
          />
        ) : (
          <Picture around={around} search={search} selected={selected} onSelect={select} />
        )}
      </div>
      {about !== null && (
        <div className="w-full shrink-0 rounded-lg border border-line bg-surface shadow-low max-lg:order-first lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)] lg:w-80 lg:overflow-y-auto">
          {about.kind === 'dataset' ? (
            <DatasetPanel
              key={about.dataset.id}
              dataset={about.dataset}
              pipelines={pipelines}
              search={search}
              onClose={close}
              onSelect={select}
              onChange={onChange}
            />
          ) : (
            <PipelinePanel
              key={about.pipeline.id}
              pipeline={about.pipeline}
              onClose={close}
              onSelect={select}
            />
          )}
        </div>
      )}
    </div>
  )
}

type About =
  | { kind: 'dataset'; dataset: LineageDataset }
  | { kind: 'pipeline'; pipeline: LineagePipeline }
  | null

function aboutOf(
  selected: string | null,
  datasets: ReadonlyMap<string, LineageDataset>,
  pipelines: ReadonlyMap<string, LineagePipeline>,
): About {
  if (selected === null) return null
  const dataset = datasets.get(selected)
  if (dataset !== undefined) return { kind: 'dataset', dataset }
  const [kind, id = ''] = selected.split(':')
  const pipeline = kind === 'pipeline' ? pipelines.get(id) : undefined
  return pipeline === undefined ? null : { kind: 'pipeline', pipeline }
}

/** The number of columns shown of the selected dataset, besides the followed ones. */
const FEW = 6
const NO_COLUMNS: ReadonlyMap<string, readonly ShownColumn[]> = new Map()

/**
 * Returns the columns shown in the nodes: the first ones of the selected dataset, and those linked to the
 * followed column.
 */
function shownColumns(
  selected: Dataset | undefined,
  column: string | undefined,
  path: ColumnPath | undefined,
): Map<string, ShownColumn[]> {
  const shown = new Map<string, ShownColumn[]>()
  if (selected !== undefined) {
    const few = selected.columns.filter(({ name }, index) => index < FEW || name === column)
    shown.set(
      selected.id,
      few.map(({ name }) => ({ name, followed: name === column })),
    )
  }
  for (const { dataset, column: name } of path?.links.flatMap(({ from, to }) => [from, to]) ?? []) {
    const known = shown.get(dataset) ?? []
    if (!known.some((one) => one.name === name)) shown.set(dataset, [...known, { name, followed: true }])
  }
  return shown
}

function Picture({
  around,
  search,
  selected,
  onSelect,
}: {
  around: Neighbourhood
  search: LineageSearch
  selected: string | null
  onSelect: (id: string | null) => void
}) {
  const { detail, column, moment, source, tag } = search
  const matched = useMemo(() => matching(around, { source, tag }), [around, source, tag])
  const inDetail =
    detail === 'columns' && selected !== null && around.datasets.some(({ id }) => id === selected)
  const { data: whole } = useQuery({ ...lineage.dataset(selected ?? ''), enabled: inDetail })
  const isKnown = whole?.columns.some(({ name }) => name === column) === true
  const { data: path } = useQuery({
    ...lineage.column(selected ?? '', column ?? '', moment),
    enabled: inDetail && isKnown,
  })
  const graph = useMemo(
    () =>
      detail === 'columns'
        ? lineageGraph(around, detail, shownColumns(whole, column, path), path, matched)
        : lineageGraph(around, detail, NO_COLUMNS, undefined, matched),
    [around, detail, path, whole, column, matched],
  )
  const { box, height } = useFillHeight()
  const centre = around.datasets.find(({ id }) => id === around.centre[0])
  const isThere = graph.nodes.some(({ id }) => id === selected)
  const pipelineThere = graph.nodes.find(({ id }) => selected !== null && id.startsWith(`${selected}:`))?.id
  return (
    <div ref={box} className="min-h-96 overflow-hidden rounded-lg border border-line" style={{ height }}>
      <Graph
        // A new graph, which starts with everything in view.
        key={detail}
        label={words.pictureLabel(centre === undefined ? '' : shortName(centre))}
        nodes={graph.nodes}
        edges={graph.edges}
        draw={drawLineageNode}
        selected={isThere ? selected : (pipelineThere ?? null)}
        onSelect={onSelect}
        gap={48}
      >
        <Legend />
      </Graph>
    </div>
  )
}
