import type { DatasetItem, LineageDataset, LineagePipeline, MomentQuery } from '@flx/shared/lineage/lineage'

import { notFound } from '../../domain/core/errors.ts'
import type { Moment } from '../../domain/lineage/lineage-store.ts'
import type { AppContext } from '../core/context.ts'
import { findExecution } from '../executions/show-execution.ts'

export type LineageContext = Pick<AppContext, 'lineage' | 'executions' | 'pipelines'>

/** Maximum number of flows read per step. */
export const MAX_FLOWS = 2000

/**
 * Returns datasets and pipelines with their current status. The pipelines include the writers of the
 * datasets.
 */
export async function nodesOf(
  { lineage }: LineageContext,
  datasetIds: readonly string[],
  pipelineIds: Iterable<string>,
): Promise<{ datasets: LineageDataset[]; pipelines: LineagePipeline[] }> {
  const [items, writers] = [await lineage.datasets(datasetIds), await lineage.writers(datasetIds)]
  const ids = new Set([...pipelineIds, ...[...writers.values()].flat()])
  const pipelines = await lineage.pipelines([...ids])
  const byId = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const datasets = items.map((item) =>
    withStatus(
      item,
      (writers.get(item.id) ?? []).flatMap((id) => byId.get(id) ?? []),
    ),
  )
  return { datasets, pipelines }
}

/** Returns a pipeline, or a job of another tool. Throws AppError `not-found`. */
export async function findPipelineOrJob({ lineage }: LineageContext, id: string): Promise<LineagePipeline> {
  const [found] = await lineage.pipelines([id])
  if (found === undefined) throw notFound('pipeline', id)
  return found
}

/** Adds a dataset's status: it is as late as the latest pipeline that writes it. */
function withStatus(item: DatasetItem, writers: readonly LineagePipeline[]): LineageDataset {
  const sorted = writers.toSorted(lateFirst)
  const [first] = sorted
  return {
    ...item,
    writers: sorted.map(({ id }) => id),
    status: first?.status ?? null,
    loadedAt: first?.loadedAt ?? null,
    staleAt: first?.staleAt ?? null,
  }
}

/** Sorts late ones first; without a target, those whose last load is oldest. */
const lateFirst = (
  a: Pick<LineagePipeline, 'staleAt' | 'loadedAt'>,
  b: Pick<LineagePipeline, 'staleAt' | 'loadedAt'>,
): number => staleFirst(a, b) || compare(a.loadedAt ?? '', b.loadedAt ?? '')

/** Sorts late ones first. */
export const staleFirst = (
  a: Pick<LineagePipeline, 'staleAt'>,
  b: Pick<LineagePipeline, 'staleAt'>,
): number => compare(a.staleAt ?? NEVER, b.staleAt ?? NEVER)

/** Sorts after every time. */
const NEVER = '~'
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Returns the end of an execution, or the given moment; null for the present. Throws AppError `not-found`.
 */
export async function momentOf(context: LineageContext, { execution, at }: MomentQuery): Promise<Moment> {
  if (execution === undefined) return at === undefined ? null : new Date(at).toISOString()
  const { finishedAt, startedAt, queuedAt } = await findExecution(context, execution)
  return finishedAt ?? startedAt ?? queuedAt
}
