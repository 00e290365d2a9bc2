import type { Dataset, Neighbourhood, NeighbourhoodQuery } from '@flx/shared/lineage/lineage'

import { notFound } from '../../domain/core/errors.ts'
import {
  findPipelineOrJob,
  momentOf,
  MAX_FLOWS,
  nodesOf,
  type LineageContext as Context,
} from './lineage-nodes.ts'

/** Maximum number of datasets in a picture: more cannot be told apart. */
const MAX_DATASETS = 300

/** Returns a dataset with its columns. Throws AppError `not-found`. */
export async function showDataset(context: Context, id: string): Promise<Dataset> {
  const dataset = await context.lineage.find(id)
  if (dataset === undefined) throw notFound('dataset', id)
  return dataset
}

/** Returns the neighbourhood of a dataset. Throws AppError `not-found`. */
export async function exploreDataset(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const { id: centre } = await showDataset(context, id)
  return explore(context, [centre], query)
}

/** Returns the datasets that a pipeline moves and their neighbourhood. Throws AppError `not-found`. */
export async function explorePipeline(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const pipeline = await findPipelineOrJob(context, id)
  const moment = await momentOf(context, query)
  const links = await context.lineage.linksOf([pipeline.id], { moment, limit: MAX_FLOWS })
  return explore(
    context,
    [...new Set(links.flatMap(({ from, to }) => [from, to]))],
    query,
    links.length >= MAX_FLOWS,
  )
}

/** Walks outwards from the centre, one query per step. */
async function explore(
  context: Context,
  centre: readonly string[],
  query: NeighbourhoodQuery,
  isCut = false,
): Promise<Neighbourhood> {
  const moment = await momentOf(context, query)
  const scope = { moment, limit: MAX_FLOWS }
  const start = centre.slice(0, MAX_DATASETS)
  const found = new Set(start)
  let truncated = isCut || start.length < centre.length

  const walk = async (side: 'from' | 'to', steps: number): Promise<void> => {
    let frontier = start
    // Go downstream from the centre only: what else its sources feed does not belong here.
    const seen = new Set(start)
    for (let step = 0; step < steps && frontier.length > 0; step += 1) {
      const links = await context.lineage.linksAt(side, frontier, scope)
      truncated ||= links.length >= MAX_FLOWS
      frontier = []
      for (const { from, to } of links) {
        const neighbour = side === 'from' ? to : from
        if (seen.has(neighbour)) continue
        if (!found.has(neighbour) && found.size >= MAX_DATASETS) {
          truncated = true
          continue
        }
        seen.add(neighbour)
        found.add(neighbour)
        frontier.push(neighbour)
      }
    }
  }
  await walk('to', query.upstream)
  await walk('from', query.downstream)
  const ids = [...found]
  const flows = await context.lineage.flowsBetween(ids, scope)
  truncated ||= flows.length >= MAX_FLOWS
  const pipelineIds = flows.map(({ pipelineId }) => pipelineId)
  return { centre: start, ...(await nodesOf(context, ids, pipelineIds)), flows, asOf: moment, truncated }
}
