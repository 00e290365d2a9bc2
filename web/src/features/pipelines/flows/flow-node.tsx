import type { FlowPipeline } from '@flx/shared/pipelines/flows'
import { clsx } from 'clsx'

import { useNowNear } from '#web/lib/time/clock.tsx'
import type { GraphNode } from '#web/parts/graph/graph.ts'
import type { NodeLook } from '#web/parts/graph/graph-node.tsx'
import { NodeBox } from '#web/parts/graph/node-box.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { flowWords as words } from './words.ts'

/** Renders the box of a pipeline: its name and status. */
export const drawFlowNode = (node: GraphNode, look: NodeLook) => {
  // The caller passes only pipelines of chains.
  const pipeline = node.data as FlowPipeline
  return (
    <NodeBox look={look} wrong={pipeline.status === 'failed' && pipeline.isActive}>
      <div className="truncate font-medium" title={pipeline.name}>
        {pipeline.name}
      </div>
      <PipelineStatus pipeline={pipeline} />
    </NodeBox>
  )
}

/** Its last status, and further problems. */
export function PipelineStatus({ pipeline: { status, isActive, staleAt } }: { pipeline: FlowPipeline }) {
  const now = useNowNear(staleAt)
  const look = status === null ? null : STATUS_LOOKS[status]
  const Icon = look?.icon
  return (
    <div className="flex items-center gap-2 text-2xs">
      {look === null || Icon === undefined ? (
        <span className="text-text-soft">{words.never}</span>
      ) : (
        <span className={clsx('inline-flex items-center gap-1 font-medium', look.text)}>
          <Icon aria-hidden className="size-3.5" />
          {look.word}
        </span>
      )}
      {!isActive && <span className="text-text-soft">{words.inactive}</span>}
      {staleAt !== null && Date.parse(staleAt) < now && <span className="text-caution">{words.past}</span>}
    </div>
  )
}
