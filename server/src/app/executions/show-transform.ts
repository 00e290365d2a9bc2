import { isFinished } from '@flx/shared/executions/execution-status'
import type { TransformParts } from '@flx/shared/executions/transform-node'

import type { AppContext } from '../core/context.ts'
import { findExecution } from './show-execution.ts'

const NOTHING: TransformParts = { nodes: [], total: 0, resumable: false }

/** The parts of an execution's transform; none when it reports none. Throws AppError `not-found`. */
export async function showTransform(
  context: Pick<AppContext, 'executions' | 'transforms'>,
  id: string,
): Promise<TransformParts> {
  const { status } = await findExecution(context, id)
  const parts = (await context.transforms.parts(id)) ?? NOTHING
  if (!isFinished(status)) return parts
  // Also after a crash, when nothing could be written any more.
  const nodes = parts.nodes.map((node) =>
    node.status === 'running' ? { ...node, status: 'cancelled' as const } : node,
  )
  return { ...parts, nodes }
}
