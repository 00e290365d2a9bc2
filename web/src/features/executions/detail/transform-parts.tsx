import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { NodeStatus, TransformNode } from '@flx/shared/executions/transform-node'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import {
  Ban,
  CircleCheck,
  CircleX,
  LoaderCircle,
  SkipForward,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'

import { executions } from '#web/api/executions/executions.ts'
import { formatDuration, formatNumber } from '#web/lib/format.ts'
import { Section } from '#web/ui/card.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { transformPartsWords as WORDS } from '../words.ts'

const LOOKS: Record<NodeStatus, { icon: LucideIcon; text: string }> = {
  running: { icon: LoaderCircle, text: 'text-status-running' },
  success: { icon: CircleCheck, text: 'text-status-success' },
  warning: { icon: TriangleAlert, text: 'text-status-pending' },
  failed: { icon: CircleX, text: 'text-status-failed' },
  skipped: { icon: SkipForward, text: 'text-text-faint' },
  cancelled: { icon: Ban, text: 'text-status-cancelled' },
}

/**
 * The models, tests and seeds of a dbt transform, live while it runs. Renders nothing for other transforms.
 */
export function TransformParts({ execution }: { execution: Execution }) {
  const step = execution.steps.find(({ kind }) => kind === 'transform')
  const query = useQuery({
    ...executions.transform(execution.id),
    enabled: step !== undefined && step.status !== 'waiting',
  })
  if (query.isError) return <QueryError query={query} title={WORDS.loadError} />
  if (query.isLoading) {
    return (
      <Loading label={WORDS.loading}>
        <Skeleton className="h-40 w-full" />
      </Loading>
    )
  }
  const { nodes, total } = query.data ?? { nodes: [], total: 0 }
  if (nodes.length === 0) {
    const message = isFinished(execution.status) ? WORDS.none : WORDS.noneYet
    return <p className="py-6 text-sm text-text-faint">{message}</p>
  }
  return (
    <Section title={WORDS.title(step?.plugin ?? '')} className="min-w-0">
      <p className="mb-2 text-sm text-text-soft">{sentence(nodes, total, isFinished(execution.status))}</p>
      <Table
        label={WORDS.label}
        className="-mx-1 max-h-96 overflow-y-auto"
        head={
          <>
            <Th>{WORDS.status}</Th>
            <Th>{WORDS.name}</Th>
            <Th numeric>{WORDS.rows}</Th>
            <Th numeric>{WORDS.time}</Th>
          </>
        }
      >
        {nodes.map((node) => (
          <Tr key={node.id} data-node={node.id} data-node-status={node.status}>
            <Td className="align-top">
              <Status status={node.status} />
            </Td>
            <Td className="break-words">
              <span className="font-medium">{node.name}</span>{' '}
              <span className="text-text-faint">{node.kind}</span>
              {node.description !== '' && <p className="text-xs text-text-soft">{node.description}</p>}
              {node.message !== null && (
                <p className="text-xs break-words whitespace-pre-wrap text-status-failed">{node.message}</p>
              )}
            </Td>
            <Td numeric className="tabular align-top">
              {formatNumber(node.rows)}
            </Td>
            <Td numeric className="tabular align-top text-text-soft">
              {formatDuration(node.seconds)}
            </Td>
          </Tr>
        ))}
      </Table>
    </Section>
  )
}

function Status({ status }: { status: NodeStatus }) {
  const { icon: Icon, text } = LOOKS[status]
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap', text)}>
      <Icon
        aria-hidden
        className={clsx('size-3.5', status === 'running' && 'animate-spin motion-reduce:animate-none')}
      />
      {WORDS.statuses[status]}
    </span>
  )
}

/** `9 of 13 done: 8 succeeded, 1 failed`, with a note if not all are shown. */
function sentence(nodes: readonly TransformNode[], total: number, hasEnded: boolean): string {
  const endedCount = nodes.filter(({ status }) => status !== 'running').length
  const counts = (Object.keys(LOOKS) as NodeStatus[]).flatMap((status) => {
    const count = nodes.filter((node) => node.status === status).length
    return count === 0 ? [] : [`${formatNumber(count)} ${WORDS.counted[status]}`]
  })
  const hidden = hasEnded && nodes.length < total ? WORDS.hidden(formatNumber(total - nodes.length)) : ''
  return WORDS.done(formatNumber(endedCount), formatNumber(total), counts.join(', ')) + hidden
}
