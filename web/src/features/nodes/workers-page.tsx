import { HEARTBEAT_SECONDS, type Node, type NodeStatus } from '@flx/shared/nodes/node'
import { useMutation, useQuery } from '@tanstack/react-query'
import {
  CircleCheck,
  CirclePause,
  CircleX,
  Gauge,
  Hourglass,
  Package,
  Power,
  PowerOff,
  Server,
  Tag,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { useLive } from '#web/api/live/live.tsx'
import { drainNode, nodes } from '#web/api/nodes/nodes.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { Badge, type BadgeTone } from '#web/ui/status/badge.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { QueryTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { Environments, None, Unexecutable } from './environments.tsx'
import { FleetLimit } from './fleet-limit.tsx'
import { NODE_STATUS_WORDS, workersWords } from './words.ts'

const LOOKS: Record<NodeStatus, { tone: BadgeTone; icon: LucideIcon }> = {
  working: { tone: 'accent', icon: CircleCheck },
  draining: { tone: 'caution', icon: Hourglass },
  drained: { tone: 'caution', icon: CirclePause },
  stopping: { tone: 'neutral', icon: PowerOff },
  left: { tone: 'neutral', icon: Power },
  lost: { tone: 'danger', icon: CircleX },
  outdated: { tone: 'danger', icon: TriangleAlert },
}

/** Reports whether a server performs executions. Others only have the page or the schedules. */
function isWorker({ roles }: Node): boolean {
  return roles.includes('worker')
}

const ACTIVE_STATUSES: ReadonlySet<NodeStatus> = new Set(['working', 'draining', 'drained', 'stopping'])

const COLUMNS: readonly Column<Node>[] = [
  {
    label: workersWords.name,
    card: 'title',
    className: 'min-w-32 font-medium',
    cell: ({ name, host }) => <span title={host}>{name}</span>,
  },
  {
    label: workersWords.status,
    card: 'status',
    cell: (node) => (
      <span className="flex flex-wrap gap-1">
        <StatusBadge node={node} />
        {node.isReserved && (
          <Badge tone="neutral" title={workersWords.reservedHint}>
            {workersWords.reserved}
          </Badge>
        )}
        {node.isClockOff && (
          <Badge tone="caution" title={workersWords.clock(node.clockOffsetMs)}>
            {workersWords.clockOff(node.clockOffsetMs)}
          </Badge>
        )}
      </span>
    ),
  },
  {
    label: workersWords.roles,
    card: 'fact',
    cardIcon: Server,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ roles }) => roles.join(', '),
  },
  {
    label: workersWords.labels,
    card: 'fact',
    cardIcon: Tag,
    inCard: ({ labels }) => labels.length > 0,
    cell: ({ labels }) =>
      labels.length === 0 ? (
        <None />
      ) : (
        <span className="flex flex-wrap gap-1">
          {labels.map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </span>
      ),
  },
  {
    label: workersWords.load,
    card: 'fact',
    cardIcon: Gauge,
    inCard: isWorker,
    className: 'whitespace-nowrap tabular-nums text-text-soft',
    cell: (node) => (isWorker(node) ? workersWords.busy(node.executing, node.concurrency) : <None />),
  },
  {
    label: workersWords.performs,
    card: 'fact',
    inCard: ({ executions }) => executions.length > 0,
    className: 'min-w-40',
    cell: (node) => <ExecutionList node={node} />,
  },
  {
    label: workersWords.environments,
    card: 'fact',
    cardIcon: Package,
    inCard: isWorker,
    cell: ({ name }) => <Environments node={name} />,
  },
  {
    label: workersWords.lastSign,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ status, lastHeartbeatAt }) =>
      ACTIVE_STATUSES.has(status) ? (
        workersWords.live(HEARTBEAT_SECONDS)
      ) : (
        <RelativeTime at={lastHeartbeatAt} />
      ),
  },
  {
    label: workersWords.version,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ version }) => version,
  },
  actionsColumn((node) => <DrainButton node={node} />),
]

/** The servers that use the database: what they are performing, and whether they take more. */
export function Component() {
  useLive('nodes')
  useLive('executions')
  useLive('plugins')
  const query = useQuery(nodes())
  return (
    <SettingsFrame title={workersWords.workers}>
      <QueryTable
        label={workersWords.workers}
        query={query}
        columns={COLUMNS}
        keyOf={({ name }) => name}
        skeleton={2}
        above={
          <>
            <p className="mb-3 max-w-prose text-sm text-text-soft">{workersWords.intro}</p>
            <NoWorkerNotice nodes={query.data} />
            <Unexecutable />
            <FleetLimit />
          </>
        }
        errorTitle={workersWords.loadError}
        empty={
          <EmptyState icon={Server} title={workersWords.none}>
            {workersWords.noneHint}
          </EmptyState>
        }
      />
    </SettingsFrame>
  )
}

/** Warns if no worker can perform anything. */
function NoWorkerNotice({ nodes: allNodes }: { nodes: readonly Node[] | undefined }) {
  const workers = allNodes?.filter(isWorker)
  if (workers === undefined || workers.some(({ status }) => status === 'working')) return null
  const drained = workers.filter(({ status }) => status === 'draining' || status === 'drained')
  return (
    <Notice tone="caution" className="mb-3">
      {drained.length === 0 ? workersWords.noneAccepting : workersWords.allDrained(drained.length)}
    </Notice>
  )
}

function StatusBadge({ node: { status, drain } }: { node: Node }) {
  const { tone, icon: Icon } = LOOKS[status]
  return (
    <Badge tone={tone} {...(drain !== null && { title: workersWords.drainedBy(drain.by) })}>
      <Icon aria-hidden className="size-3" />
      {NODE_STATUS_WORDS[status]}
    </Badge>
  )
}

function ExecutionList({ node: { executions, executing } }: { node: Node }) {
  if (executions.length === 0) return <None />
  return (
    <ul>
      {executions.map(({ id, pipelineName }) => (
        <li key={id}>
          <Link className="text-accent hover:underline" to={paths.execution(id)}>
            {pipelineName}
          </Link>
        </li>
      ))}
      {executing > executions.length && <li>{workersWords.more(executing - executions.length)}</li>}
    </ul>
  )
}

function DrainButton({ node }: { node: Node }) {
  const { name, drain, status } = node
  const admin = useRole('admin')
  const toast = useToast()
  const changing = useMutation(drainNode())
  if (!admin.allowed || !isWorker(node)) return null
  if (drain === null && !ACTIVE_STATUSES.has(status)) return null
  const drains = drain === null
  return (
    <Button
      size="small"
      busy={changing.isPending}
      aria-label={drains ? workersWords.drainLabel(name) : workersWords.resumeLabel(name)}
      onClick={() =>
        changing.mutate(
          { name, drain: drains },
          {
            onSuccess: () => toast.done(drains ? workersWords.draining(name) : workersWords.resumed(name)),
            onError: (error) => toast.problem(workersWords.failed(messageOf(error))),
          },
        )
      }
    >
      {drains ? workersWords.drain : workersWords.resume}
    </Button>
  )
}
