import { isFinished } from '@flx/shared/executions/execution-status'
import type { TransformParts } from '@flx/shared/executions/transform-node'

import type { AppContext } from '../core/context.ts'
import { findExecution } from './show-execution.ts'

const NO_PARTS: TransformParts = { nodes: [], total: 0, resumable: false }

/** Returns the parts of an execution's transform; empty if it reports none. Throws AppError `not-found`. */
export async function showTransform(
  context: Pick<AppContext, 'executions' | 'transforms'>,
  id: string,
): Promise<TransformParts> {
  const { status } = await findExecution(context, id)
  const parts = (await context.transforms.parts(id)) ?? NO_PARTS
  if (!isFinished(status)) return parts
  // A crash can leave parts marked as running.
  const nodes = parts.nodes.map((node) =>
    node.status === 'running' ? { ...node, status: 'cancelled' as const } : node,
  )
  return { ...parts, nodes }
}
