import type { LineageDataset, Neighbourhood } from '@flx/shared/lineage/lineage'
import { useMemo, useRef } from 'react'

import { useListKeys } from '#web/lib/lists/list-keys.ts'
import { listOf } from '#web/parts/graph/graph.ts'
import { Card } from '#web/ui/card.tsx'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'

import { FreshnessText } from './freshness-text.tsx'
import { lineageGraph, shortName } from './picture/lineage-graph.ts'
import { MoverName, ToolBadge } from './movers/mover-name.tsx'
import { StatusWord } from './picture/lineage-node.tsx'
import { kindWord, neighbourhoodListWords as words } from './words.ts'

interface Row {
  dataset: LineageDataset
  from: string[]
  to: string[]
}

/** The content of the graph as a list, in the direction of the data. */
export function NeighbourhoodList({
  around,
  matched,
  selected,
  onSelect,
}: {
  around: Neighbourhood
  /** Ids of the datasets that match the filters. Null without a filter. */
  matched: ReadonlySet<string> | null
  selected: string | null
  onSelect: (id: string) => void
}) {
  const allRows = useMemo(() => rowsOf(around), [around])
  const rows = matched === null ? allRows : allRows.filter(({ dataset }) => matched.has(dataset.id))
  const list = useRef<HTMLDivElement>(null)
  useListKeys(list)
  const pipelines = new Map(around.pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const joinNames = (list: readonly string[]) => (list.length === 0 ? words.none : list.join(', '))
  const columns: Column<Row>[] = [
    {
      label: words.dataset,
      card: 'title',
      cell: ({ dataset }) => (
        <button
          type="button"
          data-item-link
          aria-pressed={dataset.id === selected}
          title={`${dataset.name}, ${dataset.namespace}`}
          className="touch text-left font-mono text-sm font-medium break-all text-accent hover:underline"
          onClick={() => onSelect(dataset.id)}
        >
          {shortName(dataset)}
        </button>
      ),
    },
    {
      label: words.kind,
      card: 'status',
      cell: ({ dataset }) => (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          {kindWord(dataset.kind, dataset.dbt)}
          {dataset.tool !== null && <ToolBadge tool={dataset.tool} />}
        </span>
      ),
    },
    {
      label: words.freshness,
      card: 'fact',
      inCard: ({ dataset }) => dataset.writers.length > 0,
      cell: ({ dataset }) => {
        const writer = pipelines.get(dataset.writers[0] ?? '')
        return writer === undefined ? words.none : <FreshnessText pipeline={writer} />
      },
    },
    {
      label: words.pipeline,
      card: 'fact',
      inCard: ({ dataset }) => dataset.writers.length > 0,
      cell: ({ dataset }) => {
        const writer = pipelines.get(dataset.writers[0] ?? '')
        return writer === undefined ? (
          words.none
        ) : (
          <span className="flex flex-wrap items-center gap-x-2">
            <MoverName mover={writer} />
            {writer.status !== null && <StatusWord status={writer.status} />}
          </span>
        )
      },
    },
    {
      label: words.from,
      card: 'message',
      inCard: ({ from }) => from.length > 0,
      cell: ({ from }) => <Names label={words.from} names={joinNames(from)} />,
    },
    {
      label: words.to,
      card: 'message',
      inCard: ({ to }) => to.length > 0,
      cell: ({ to }) => <Names label={words.to} names={joinNames(to)} />,
    },
  ]
  return (
    <Card ref={list} className="overflow-clip">
      <DataTable
        label={words.label}
        rows={rows}
        columns={columns}
        keyOf={({ dataset }) => dataset.id}
        rowData={() => ({ 'data-item': '' })}
      />
    </Card>
  )
}

function Names({ label, names }: { label: string; names: string }) {
  return (
    <span className="font-mono text-xs break-all text-text-soft">
      <span className="font-sans md:hidden">{label}: </span>
      {names}
    </span>
  )
}

function rowsOf(around: Neighbourhood): Row[] {
  const { nodes, edges } = lineageGraph(around, 'tables', new Map(), undefined, null)
  const datasets = nodes.filter(({ data }) => data.kind === 'dataset')
  const inferred = new Set(edges.flatMap((edge) => (edge.dashed === true ? [edge.id] : [])))
  const byId = new Map(datasets.map((node) => [node.id, node]))
  const nameOf = (id: string, edge: string): string => {
    const datasetName = byId.get(id)?.name ?? id
    return inferred.has(edge) ? words.inferredFrom(datasetName) : datasetName
  }
  return listOf(datasets, edges).flatMap(({ node }): Row | [] => {
    if (node.data.kind !== 'dataset') return []
    return {
      dataset: node.data.dataset,
      from: edges.flatMap((edge) =>
        edge.target === node.id && byId.has(edge.source) ? nameOf(edge.source, edge.id) : [],
      ),
      to: edges.flatMap((edge) => (edge.source === node.id ? nameOf(edge.target, edge.id) : [])),
    }
  })
}
