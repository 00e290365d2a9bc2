import type { Dataset, Neighbourhood, NeighbourhoodQuery } from '@flx/shared/lineage/lineage'

import { notFound } from '../../domain/core/errors.ts'
import { findMover, momentOf, MAX_FLOWS, nodesOf, type LineageContext as Context } from './lineage-nodes.ts'

/** Maximum number of datasets in a picture: more cannot be told apart. */
const MAX_DATASETS = 300

/** Returns a dataset with its columns. Throws AppError `not-found`. */
export async function showDataset(context: Context, id: string): Promise<Dataset> {
  const dataset = await context.lineage.find(id)
  if (dataset === undefined) throw notFound('dataset', id)
  return dataset
}

/** Returns the neighbourhood of a dataset. Throws AppError `not-found`. */
export async function aroundDataset(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const { id: centre } = await showDataset(context, id)
  return explore(context, [centre], query)
}

/** Returns the datasets that a pipeline moves and their neighbourhood. Throws AppError `not-found`. */
export async function aroundPipeline(
  context: Context,
  id: string,
  query: NeighbourhoodQuery,
): Promise<Neighbourhood> {
  const pipeline = await findMover(context, id)
  const moment = await momentOf(context, query)
  const own = await context.lineage.linksOf([pipeline.id], { moment, limit: MAX_FLOWS })
  return explore(
    context,
    [...new Set(own.flatMap(({ from, to }) => [from, to]))],
    query,
    own.length >= MAX_FLOWS,
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
  const asked = { moment, limit: MAX_FLOWS }
  const start = centre.slice(0, MAX_DATASETS)
  const found = new Set(start)
  let truncated = isCut || start.length < centre.length

  const walk = async (side: 'from' | 'to', steps: number): Promise<void> => {
    let edge = start
    // Go downstream from the centre only: what else its sources feed does not belong here.
    const seen = new Set(start)
    for (let step = 0; step < steps && edge.length > 0; step += 1) {
      const links = await context.lineage.linksAt(side, edge, asked)
      truncated ||= links.length >= MAX_FLOWS
      edge = []
      for (const { from, to } of links) {
        const other = side === 'from' ? to : from
        if (seen.has(other)) continue
        if (!found.has(other) && found.size >= MAX_DATASETS) {
          truncated = true
          continue
        }
        seen.add(other)
        found.add(other)
        edge.push(other)
      }
    }
  }
  await walk('to', query.upstream)
  await walk('from', query.downstream)
  const ids = [...found]
  const flows = await context.lineage.flowsBetween(ids, asked)
  truncated ||= flows.length >= MAX_FLOWS
  const pipelineIds = flows.map(({ pipelineId }) => pipelineId)
  return { centre: start, ...(await nodesOf(context, ids, pipelineIds)), flows, asOf: moment, truncated }
}
