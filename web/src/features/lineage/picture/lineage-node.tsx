import { clsx } from 'clsx'
import type { DatasetKind, LineagePipeline } from '@flx/shared/lineage/lineage'
import { AppWindow, Database, FileText, Rows3, Table2, Workflow, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import type { GraphNode } from '#web/parts/graph/graph.ts'
import type { NodeLook } from '#web/parts/graph/graph-node.tsx'
import { NodeBox } from '#web/parts/graph/node-box.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { FreshnessText } from '../freshness-text.tsx'
import { COLUMN_HEIGHT, type LineageNode } from './lineage-graph.ts'
import { ToolBadge } from '../movers/mover-name.tsx'
import { kindWord, nodeWords } from '../words.ts'

export const KIND_ICONS: Record<DatasetKind, LucideIcon> = {
  stream: Rows3,
  table: Table2,
  file: FileText,
  job: AppWindow,
}

/** Renders a dataset, pipeline or system in its node. */
export const drawLineageNode = (node: GraphNode, look: NodeLook) => (
  // The caller passes only lineage nodes.
  <NodeBox look={look}>
    <NodeContent name={node.name} node={node.data as LineageNode} />
  </NodeBox>
)

function NodeContent({ name, node }: { name: string; node: LineageNode }) {
  if (node.kind === 'system')
    return (
      <Head>
        <Title icon={Database} name={name} />
        <p className="flex items-center gap-2 text-2xs text-text-soft">
          {node.reader === null ? (
            nodeWords.system
          ) : (
            <ReaderStatus pipeline={node.reader} before={nodeWords.system} />
          )}
        </p>
      </Head>
    )
  if (node.kind === 'pipeline') {
    const { status, tool } = node.pipeline
    return (
      <Head>
        <Title icon={Workflow} name={name} sans isPath={tool !== null} />
        <p className="flex items-center gap-2 text-2xs">
          {tool !== null && <ToolBadge tool={tool} />}
          {status !== null && <StatusWord status={status} />}
          <FreshnessText pipeline={node.pipeline} />
        </p>
      </Head>
    )
  }
  const { dataset, writer, reader, columns } = node
  return (
    <>
      <Head>
        <Title icon={KIND_ICONS[dataset.kind]} name={name} isPath={dataset.kind === 'table'} />
        <p className="flex items-center gap-2 text-2xs text-text-soft">
          {(writer === null && reader === null) || dataset.dbt !== null ? (
            <span className="shrink-0">{kindWord(dataset.kind, dataset.dbt)}</span>
          ) : null}
          {dataset.tool !== null && <ToolBadge tool={dataset.tool} />}
          {writer !== null && writer.status !== null && <StatusWord status={writer.status} />}
          {writer !== null && <FreshnessText pipeline={writer} />}
          {writer === null && reader !== null && <ReaderStatus pipeline={reader} before={null} />}
        </p>
      </Head>
      {columns.length > 0 && (
        <ul className="-mx-3 mt-2">
          {columns.map((column) => (
            <li
              key={column.name}
              style={{ height: COLUMN_HEIGHT }}
              className={clsx(
                'truncate border-t border-line px-3 font-mono text-2xs leading-[21px]',
                column.followed ? 'bg-accent-soft font-semibold text-accent' : 'text-text-soft',
              )}
            >
              {column.name}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** The two lines of a node, in the middle of what `NODE_HEIGHT` leaves between its padding and borders. */
const Head = ({ children }: { children: ReactNode }) => (
  <div className="flex h-9 flex-col justify-center">{children}</div>
)

/** The status of the pipeline that reads a dataset which no pipeline writes. */
function ReaderStatus({ pipeline, before }: { pipeline: LineagePipeline; before: string | null }) {
  const { status, loadedAt } = pipeline
  return (
    <span className="inline-flex min-w-0 items-center gap-2" title={nodeWords.readBy(pipeline.name)}>
      {before !== null && <span className="sr-only">{before}</span>}
      {status === null ? nodeWords.notRead : <StatusWord status={status} />}
      {loadedAt !== null && (
        <span className="truncate">
          {nodeWords.read} <RelativeTime at={loadedAt} />
        </span>
      )}
    </span>
  )
}

/** The name of a node. Of a path such as `database.schema.table`, the last part is truncated last. */
function Title({
  icon: Icon,
  name,
  sans = false,
  isPath = false,
}: {
  icon: LucideIcon
  name: string
  sans?: boolean
  isPath?: boolean
}) {
  const last = isPath ? name.lastIndexOf('.') + 1 : 0
  const textClass = sans ? 'font-medium' : 'font-mono text-xs'
  return (
    <p className="flex items-center gap-1.5">
      <Icon aria-hidden className="size-3.5 shrink-0 text-text-soft" />
      {last === 0 ? (
        <span className={clsx('truncate', textClass)} title={name}>
          {name}
        </span>
      ) : (
        <>
          <span className="sr-only">{name}</span>
          <span aria-hidden className={clsx('flex min-w-0', textClass)} title={name}>
            <span className="min-w-0 shrink-[1000] truncate font-normal text-text-soft">
              {name.slice(0, last)}
            </span>
            <span className="min-w-0 truncate">{name.slice(last)}</span>
          </span>
        </>
      )}
    </p>
  )
}

export function StatusWord({ status }: { status: keyof typeof STATUS_LOOKS }) {
  const { icon: Icon, word, text } = STATUS_LOOKS[status]
  return (
    <span className={clsx('inline-flex shrink-0 items-center gap-1 font-medium', text)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  )
}
