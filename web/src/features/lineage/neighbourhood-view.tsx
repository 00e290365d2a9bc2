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

import {
  lineageGraph,
  matchingDatasets,
  mergeNeighbourhoods,
  shortName,
  type ShownColumn,
} from './picture/lineage-graph.ts'
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
  centre,
  search,
  onChange,
}: {
  centre: LineageOf
  search: LineageSearch
  onChange: Change
}) {
  const isPhone = useIsPhone()
  const query = useQuery({
    ...lineage.around(centre, aroundQuery(search)),
    placeholderData: keepPreviousData,
  })
  const expansions = useQueries({
    queries: search.expanded.map((id) =>
      lineage.around({ kind: 'dataset', id }, { upstream: 1, downstream: 1, ...search.moment }),
    ),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  })
  const around = useMemo(
    () => (query.data === undefined ? undefined : mergeNeighbourhoods([query.data, ...expansions])),
    [query.data, expansions],
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
  const isPast = around.asOf !== null
  const shownSearch: LineageSearch = isPhone ? { ...search, view: 'list' } : search
  const toolbar = <LineageToolbar search={shownSearch} moment={around.asOf} onChange={onChange} />
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
      {matchingDatasets(around, search)?.size === 0 && <Notice>{words.noneMatch}</Notice>}
      {around.truncated && <Notice tone="caution">{words.truncated}</Notice>}
      <NeighbourhoodContent centre={centre} around={around} search={shownSearch} onChange={onChange} />
    </div>
  )
}

function NeighbourhoodContent({
  centre,
  around,
  search,
  onChange,
}: {
  centre: LineageOf
  around: Neighbourhood
  search: LineageSearch
  onChange: Change
}) {
  const datasets = new Map(around.datasets.map((dataset) => [dataset.id, dataset]))
  const pipelines = new Map(around.pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const centreId = centre.kind === 'dataset' ? centre.id : `pipeline:${centre.id}`
  const selected = search.selected === undefined ? centreId : search.selected
  const selectedNode = selectedNodeOf(selected, datasets, pipelines)
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
            matched={matchingDatasets(around, search)}
            selected={selected}
            onSelect={select}
          />
        ) : (
          <GraphView around={around} search={search} selected={selected} onSelect={select} />
        )}
      </div>
      {selectedNode !== null && (
        <div className="w-full shrink-0 rounded-lg border border-line bg-surface shadow-low max-lg:order-first lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)] lg:w-80 lg:overflow-y-auto">
          {selectedNode.kind === 'dataset' ? (
            <DatasetPanel
              key={selectedNode.dataset.id}
              dataset={selectedNode.dataset}
              pipelines={pipelines}
              search={search}
              onClose={close}
              onSelect={select}
              onChange={onChange}
            />
          ) : (
            <PipelinePanel
              key={selectedNode.pipeline.id}
              pipeline={selectedNode.pipeline}
              onClose={close}
              onSelect={select}
            />
          )}
        </div>
      )}
    </div>
  )
}

type SelectedNode =
  | { kind: 'dataset'; dataset: LineageDataset }
  | { kind: 'pipeline'; pipeline: LineagePipeline }
  | null

function selectedNodeOf(
  selected: string | null,
  datasets: ReadonlyMap<string, LineageDataset>,
  pipelines: ReadonlyMap<string, LineagePipeline>,
): SelectedNode {
  if (selected === null) return null
  const dataset = datasets.get(selected)
  if (dataset !== undefined) return { kind: 'dataset', dataset }
  const [kind, id = ''] = selected.split(':')
  const pipeline = kind === 'pipeline' ? pipelines.get(id) : undefined
  return pipeline === undefined ? null : { kind: 'pipeline', pipeline }
}

/** The number of columns shown of the selected dataset, besides the followed ones. */
const MAX_COLUMNS = 6
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
  const columnsById = new Map<string, ShownColumn[]>()
  if (selected !== undefined) {
    const firstColumns = selected.columns.filter(({ name }, index) => index < MAX_COLUMNS || name === column)
    columnsById.set(
      selected.id,
      firstColumns.map(({ name }) => ({ name, followed: name === column })),
    )
  }
  for (const { dataset, column: name } of path?.links.flatMap(({ from, to }) => [from, to]) ?? []) {
    const columns = columnsById.get(dataset) ?? []
    if (!columns.some((shownColumn) => shownColumn.name === name))
      columnsById.set(dataset, [...columns, { name, followed: true }])
  }
  return columnsById
}

function GraphView({
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
  const matched = useMemo(() => matchingDatasets(around, { source, tag }), [around, source, tag])
  const showsColumns =
    detail === 'columns' && selected !== null && around.datasets.some(({ id }) => id === selected)
  const { data: details } = useQuery({ ...lineage.dataset(selected ?? ''), enabled: showsColumns })
  const hasColumn = details?.columns.some(({ name }) => name === column) === true
  const { data: path } = useQuery({
    ...lineage.column(selected ?? '', column ?? '', moment),
    enabled: showsColumns && hasColumn,
  })
  const graph = useMemo(
    () =>
      detail === 'columns'
        ? lineageGraph(around, detail, shownColumns(details, column, path), path, matched)
        : lineageGraph(around, detail, NO_COLUMNS, undefined, matched),
    [around, detail, path, details, column, matched],
  )
  const { box, height } = useFillHeight()
  const centre = around.datasets.find(({ id }) => id === around.centre[0])
  const isSelectedDrawn = graph.nodes.some(({ id }) => id === selected)
  const pipelineNodeId = graph.nodes.find(({ id }) => selected !== null && id.startsWith(`${selected}:`))?.id
  return (
    <div ref={box} className="min-h-96 overflow-hidden rounded-lg border border-line" style={{ height }}>
      <Graph
        // A new graph, which starts with everything in view.
        key={detail}
        label={words.pictureLabel(centre === undefined ? '' : shortName(centre))}
        nodes={graph.nodes}
        edges={graph.edges}
        draw={drawLineageNode}
        selected={isSelectedDrawn ? selected : (pipelineNodeId ?? null)}
        onSelect={onSelect}
        gap={48}
      >
        <Legend />
      </Graph>
    </div>
  )
}
