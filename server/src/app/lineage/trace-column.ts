import type { ColumnQuery } from '@flx/shared/lineage/lineage'
import type { ColumnEnd, ColumnLink, ColumnPath } from '@flx/shared/lineage/lineage-reach'

import { AppError } from '../../domain/core/errors.ts'
import { isSame, linkedColumns } from '../../domain/lineage/column-links.ts'
import { showDataset } from './explore-lineage.ts'
import { momentOf, MAX_FLOWS, nodesOf, type LineageContext as Context } from './lineage-nodes.ts'

const MAX_LINKS = 500

/** Returns the origins and destinations of a dataset's column. Throws AppError `not-found`. */
export async function traceColumn(context: Context, id: string, query: ColumnQuery): Promise<ColumnPath> {
  const dataset = await showDataset(context, id)
  const column = dataset.columns.find(({ name }) => isSame(name, query.column))?.name
  if (column === undefined)
    throw new AppError('not-found', `${dataset.name} has no known column ${query.column}.`)
  const moment = await momentOf(context, query)
  const links = new Map<string, ColumnLink>()
  let truncated = false

  const walk = async (towards: 'from' | 'to', depth: number): Promise<void> => {
    const seen = new Set([keyOf({ dataset: id, column })])
    let frontier: ColumnEnd[] = [{ dataset: id, column }]
    for (let step = 0; step < depth && frontier.length > 0; step += 1) {
      const side = towards === 'to' ? 'from' : 'to'
      const ids = [...new Set(frontier.map((end) => end.dataset))]
      const flows = await context.lineage.flowsAt(side, ids, { moment, limit: MAX_FLOWS })
      truncated ||= flows.length >= MAX_FLOWS
      const columns = await context.lineage.columns([...new Set(flows.map((flow) => flow[towards]))])
      const byDataset = Map.groupBy(frontier, (end) => end.dataset)
      frontier = []
      for (const flow of flows) {
        for (const end of byDataset.get(flow[side]) ?? []) {
          for (const linked of linkedColumns(flow, end.column, towards, columns.get(flow[towards]) ?? [])) {
            const neighbour = { dataset: flow[towards], column: linked.column }
            const ends = towards === 'to' ? { from: end, to: neighbour } : { from: neighbour, to: end }
            const key = `${keyOf(ends.from)} ${keyOf(ends.to)} ${flow.pipelineId}`
            if (links.has(key)) continue
            if (links.size >= MAX_LINKS) {
              truncated = true
              continue
            }
            links.set(key, { ...ends, pipelineId: flow.pipelineId, certainty: linked.certainty })
            if (seen.has(keyOf(neighbour))) continue
            seen.add(keyOf(neighbour))
            frontier.push(neighbour)
          }
        }
      }
    }
  }
  await walk('from', query.upstream)
  await walk('to', query.downstream)
  const all = [...links.values()]
  const ids = new Set([id, ...all.flatMap(({ from, to }) => [from.dataset, to.dataset])])
  const { datasets } = await nodesOf(context, [...ids], [])
  return { links: all, datasets, truncated }
}

const keyOf = ({ dataset, column }: ColumnEnd): string => JSON.stringify([dataset, column.toLowerCase()])
