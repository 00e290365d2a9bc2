import type { LineageDataset, LineagePipeline } from '@flx/shared/lineage/lineage'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { lineage } from '#web/api/lineage/lineage.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { ColumnSection } from './column-section.tsx'
import { FreshnessText } from './freshness-text.tsx'
import { shortName } from './picture/lineage-graph.ts'
import { StatusWord } from './picture/lineage-node.tsx'
import type { LineageSearch } from './lineage-search.ts'
import { ReachList } from './reach-list.tsx'
import { MoverName } from './movers/mover-name.tsx'
import { freshnessWords, kindWord, panelWords as words, toolWords } from './words.ts'

interface PanelActions {
  onClose: () => void
  onSelect: (id: string) => void
}

/** Facts about a dataset, its columns, what it feeds and what feeds it. */
export function DatasetPanel({
  dataset,
  pipelines,
  search,
  onClose,
  onSelect,
  onChange,
}: PanelActions & {
  dataset: LineageDataset
  pipelines: ReadonlyMap<string, LineagePipeline>
  search: LineageSearch
  onChange: (changes: Record<string, string | undefined>) => void
}) {
  const { id, kind, dbt, namespace, writers, firstSeenAt } = dataset
  const { data: details } = useQuery(lineage.dataset(id))
  const path = useQuery({
    ...lineage.column(id, search.column ?? '', search.moment),
    enabled:
      search.column !== undefined && details?.columns.some(({ name }) => name === search.column) === true,
  })
  const writer = pipelines.get(writers[0] ?? '')
  const isExpanded = search.expanded.includes(id)
  const isCentre = search.centre?.kind === 'dataset' && search.centre.id === id
  const nextExpanded = isExpanded
    ? search.expanded.filter((expandedId) => expandedId !== id)
    : [...search.expanded, id]
  return (
    <Frame
      kind={kindWord(kind, dbt)}
      name={shortName(dataset)}
      below={<Breakable text={`${namespace}, ${dataset.name}`} />}
      onClose={onClose}
    >
      <Facts
        items={[
          [
            words.freshness,
            writer === undefined ? freshnessWords.noWriter : <FreshnessText pipeline={writer} />,
          ],
          ...(writer === undefined ? [] : runFacts(writer)),
          ...(writer === undefined
            ? []
            : ([
                [
                  writer.tool === null ? words.pipeline : toolWords.job(writer.tool),
                  <span key="pipeline">
                    <MoverName mover={writer} className="font-medium" showsTool={false} />
                    {writers.length > 1 && ` ${words.otherWriters(writers.length - 1)}`}
                  </span>,
                ],
              ] as const)),
          ...(dataset.tool === null ? [] : ([[toolWords.tool, dataset.tool]] as const)),
          [words.firstSeen, <RelativeTime key="first" at={firstSeenAt} />],
        ]}
      />
      <div className="flex flex-wrap gap-2 border-b border-line px-4 py-3">
        {!isCentre && (
          <Link to={paths.lineage({ dataset: id })} className={buttonClass({ size: 'small' })}>
            {words.centre}
          </Link>
        )}
        <Button
          size="small"
          aria-pressed={isExpanded}
          onClick={() => onChange({ expand: nextExpanded.join(','), node: id })}
        >
          {isExpanded ? words.collapse : words.expand}
        </Button>
        {writer !== undefined && <WriterLinks writer={writer} />}
      </div>
      {details !== undefined && (
        <ColumnSection
          columns={details.columns}
          followed={search.column}
          path={path}
          onFollow={(column) =>
            onChange({ column, node: id, ...(column !== undefined && { show: 'columns' }) })
          }
        />
      )}
      <ReachList node={{ kind: 'dataset', id }} direction="downstream" onSelect={onSelect} />
      <ReachList node={{ kind: 'dataset', id }} direction="upstream" onSelect={onSelect} />
    </Frame>
  )
}

/** Facts about a pipeline, what will be late if it fails, and what feeds it. */
export function PipelinePanel({ pipeline, onClose, onSelect }: PanelActions & { pipeline: LineagePipeline }) {
  return (
    <Frame
      kind={pipeline.tool === null ? words.pipeline : toolWords.job(pipeline.tool)}
      name={pipeline.name}
      sans
      onClose={onClose}
    >
      <Facts
        items={[
          [words.freshness, <FreshnessText key="fresh" pipeline={pipeline} />],
          ...runFacts(pipeline),
          ...(pipeline.parent === null ? [] : ([[words.partOf, pipeline.parent]] as const)),
          ...(pipeline.followers.length === 0
            ? []
            : ([
                [
                  words.starts,
                  <span key="starts" className="flex flex-col items-end">
                    {pipeline.followers.map(({ id, name }) => (
                      <Link key={id} to={paths.pipeline(id)} className="text-accent hover:underline">
                        {name}
                      </Link>
                    ))}
                  </span>,
                ],
              ] as const)),
        ]}
      />
      {pipeline.tool === null && (
        <div className="flex flex-wrap gap-2 border-b border-line px-4 py-3">
          <Link to={paths.pipeline(pipeline.id)} className={buttonClass({ size: 'small' })}>
            {words.openPipeline}
          </Link>
          <WriterLinks writer={pipeline} />
        </div>
      )}
      <ReachList node={{ kind: 'pipeline', id: pipeline.id }} direction="downstream" onSelect={onSelect} />
      <ReachList node={{ kind: 'pipeline', id: pipeline.id }} direction="upstream" onSelect={onSelect} />
    </Frame>
  )
}

const runFacts = ({ status, isActive, nextDueAt, tool }: LineagePipeline): [string, ReactNode][] => [
  [words.lastRun, status === null ? '—' : <StatusWord key="status" status={status} />],
  // The schedule of another tool's jobs is unknown.
  ...(tool === null ? [nextRun(isActive, nextDueAt)] : []),
]

const nextRun = (isActive: boolean, nextDueAt: string | null): [string, ReactNode] => [
  words.nextRun,
  !isActive ? (
    words.inactive
  ) : nextDueAt === null ? (
    words.notScheduled
  ) : (
    <RelativeTime key="next" at={nextDueAt} />
  ),
]

function WriterLinks({ writer }: { writer: LineagePipeline }) {
  return (
    <>
      {writer.lastExecutionId !== null && (
        <Link to={paths.execution(writer.lastExecutionId)} className={buttonClass({ size: 'small' })}>
          {words.openExecution}
        </Link>
      )}
      {writer.status === 'failed' && writer.tool === null && (
        <Link to={paths.failures({ search: writer.name })} className={buttonClass({ size: 'small' })}>
          {words.failures}
        </Link>
      )}
    </>
  )
}

function Frame({
  kind,
  name,
  below,
  sans = false,
  onClose,
  children,
}: {
  kind: string
  name: string
  below?: ReactNode
  sans?: boolean
  onClose: () => void
  children: ReactNode
}) {
  return (
    <aside aria-label={words.label(name)} className="flex flex-col">
      <div className="border-b border-line px-4 py-3">
        <div className="flex items-center justify-between">
          <p className="text-xs text-text-soft">{kind}</p>
          <IconButton label={words.close} icon={X} size="small" onClick={onClose} />
        </div>
        <h2 className={`text-base font-semibold wrap-anywhere ${sans ? '' : 'font-mono'}`}>{name}</h2>
        {below !== undefined && <p className="mt-0.5 text-xs wrap-anywhere text-text-soft">{below}</p>}
      </div>
      {children}
    </aside>
  )
}

function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="space-y-1.5 border-b border-line px-4 py-3.5 text-sm">
      {items.map(([label, value]) => (
        <div key={label} className="flex items-start justify-between gap-4">
          <dt className="shrink-0 text-text-soft">{label}</dt>
          <dd className="min-w-0 text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
