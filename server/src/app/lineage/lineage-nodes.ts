import type { DatasetItem, LineageDataset, LineagePipeline, MomentQuery } from '@flx/shared/lineage/lineage'

import { notFound } from '../../domain/core/errors.ts'
import type { Moment } from '../../domain/lineage/lineage-store.ts'
import type { AppContext } from '../core/context.ts'
import { findExecution } from '../executions/show-execution.ts'

export type LineageContext = Pick<AppContext, 'lineage' | 'executions' | 'pipelines'>

/** Flows of one step. */
export const MOST_FLOWS = 2000

/** Datasets and pipelines with how they stand now; those that write the datasets are among the pipelines. */
export async function nodesOf(
  { lineage }: LineageContext,
  datasetIds: readonly string[],
  pipelineIds: Iterable<string>,
): Promise<{ datasets: LineageDataset[]; pipelines: LineagePipeline[] }> {
  const [items, writers] = [await lineage.datasets(datasetIds), await lineage.writers(datasetIds)]
  const ids = new Set([...pipelineIds, ...[...writers.values()].flat()])
  const pipelines = await lineage.pipelines([...ids])
  const known = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const datasets = items.map((item) =>
    withStanding(
      item,
      (writers.get(item.id) ?? []).flatMap((id) => known.get(id) ?? []),
    ),
  )
  return { datasets, pipelines }
}

/** A pipeline, or a job of another tool. Throws AppError `not-found`. */
export async function findMover({ lineage }: LineageContext, id: string): Promise<LineagePipeline> {
  const [found] = await lineage.pipelines([id])
  if (found === undefined) throw notFound('pipeline', id)
  return found
}

/** Data are as late as the latest of those who write them. */
function withStanding(item: DatasetItem, writers: readonly LineagePipeline[]): LineageDataset {
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

/** Those that are late first; without a target, those that loaded longest ago. */
const lateFirst = (
  one: Pick<LineagePipeline, 'staleAt' | 'loadedAt'>,
  other: Pick<LineagePipeline, 'staleAt' | 'loadedAt'>,
): number => staleFirst(one, other) || compare(one.loadedAt ?? '', other.loadedAt ?? '')

/** Those that are late first. */
export const staleFirst = (
  one: Pick<LineagePipeline, 'staleAt'>,
  other: Pick<LineagePipeline, 'staleAt'>,
): number => compare(one.staleAt ?? NEVER, other.staleAt ?? NEVER)

/** After every time. */
const NEVER = '~'
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The end of an execution, or the moment that was given; null for the present. Throws AppError `not-found`. */
export async function momentOf(context: LineageContext, { execution, at }: MomentQuery): Promise<Moment> {
  if (execution === undefined) return at === undefined ? null : new Date(at).toISOString()
  const { finishedAt, startedAt, queuedAt } = await findExecution(context, execution)
  return finishedAt ?? startedAt ?? queuedAt
}
