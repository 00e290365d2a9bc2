import type { Dataset, Flow, Neighbourhood, NeighbourhoodQuery } from '@flx/shared/lineage/lineage'

import { notFound } from '../../domain/core/errors.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { momentOf, MOST_FLOWS, nodesOf, type LineageContext as Context } from './lineage-nodes.ts'

/** Datasets of a picture: more of them cannot be told apart. */
const MOST_DATASETS = 300

/** A dataset with its columns. Throws AppError `not-found`. */
export async function showDataset(context: Context, id: string): Promise<Dataset> {
  const dataset = await context.lineage.find(id)
  if (dataset === undefined) throw notFound('dataset', id)
  return dataset
}

/** What is around a dataset. Throws AppError `not-found`. */
export async function aroundDataset(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const { id: centre } = await showDataset(context, id)
  return explore(context, [centre], [], query)
}

/** What a pipeline moves, and what is around that. Throws AppError `not-found`. */
export async function aroundPipeline(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const pipeline = await findPipeline(context, id)
  const moment = await momentOf(context, query)
  const own = await context.lineage.flowsOf([pipeline.id], { moment, limit: MOST_FLOWS })
  return explore(context, [...new Set(own.flatMap(({ from, to }) => [from, to]))], own, query)
}

/** From step to step outwards; a step is one query. */
async function explore(
  context: Context,
  centre: readonly string[],
  own: readonly Flow[],
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const moment = await momentOf(context, query)
  const flows = new Map(own.map((flow) => [flow.id, flow]))
  const found = new Set(centre.slice(0, MOST_DATASETS))
  let truncated = found.size < centre.length || own.length >= MOST_FLOWS

  const walk = async (side: 'from' | 'to', steps: number): Promise<void> => {
    let edge = [...found]
    for (let step = 0; step < steps && edge.length > 0; step += 1) {
      const next = await context.lineage.flowsAt(side, edge, { moment, limit: MOST_FLOWS })
      truncated ||= next.length >= MOST_FLOWS
      edge = []
      for (const flow of next) {
        const other = side === 'from' ? flow.to : flow.from
        if (!found.has(other)) {
          if (found.size >= MOST_DATASETS) {
            truncated = true
            continue
          }
          found.add(other)
          edge.push(other)
        }
        flows.set(flow.id, flow)
      }
    }
  }
  const start = [...found]
  await walk('to', query.upstream)
  const upstream = [...found]
  // Downstream from the centre only: what its sources feed besides is another story.
  found.clear()
  for (const id of start) found.add(id)
  await walk('from', query.downstream)
  for (const id of upstream) if (found.size < MOST_DATASETS) found.add(id)
  truncated ||= upstream.some((id) => !found.has(id))
  const kept = [...flows.values()].filter(({ from, to }) => found.has(from) && found.has(to))
  const pipelineIds = kept.map(({ pipelineId }) => pipelineId)
  return {
    centre: start,
    ...(await nodesOf(context, [...found], pipelineIds)),
    flows: kept,
    moment,
    truncated,
  }
}
