import type { LineagePipeline } from '@flx/shared/lineage/lineage'
import type { Direction, Reach } from '@flx/shared/lineage/lineage-reach'

import type { FlowEnds } from '../../domain/lineage/lineage-store.ts'
import { showDataset } from './explore-lineage.ts'
import {
  findPipelineOrJob,
  MAX_FLOWS,
  nodesOf,
  staleFirst,
  type LineageContext as Context,
} from './lineage-nodes.ts'

const MAX_DATASETS = 1000
const MAX_STEPS = 50
const NOW = { moment: null, limit: MAX_FLOWS }

const { compare: byName } = new Intl.Collator('en')

interface ReachState {
  datasets: Map<string, number>
  pipelines: Map<string, { steps: number; relation: 'data' | 'after' }>
  truncated: boolean
}

/** Returns what a dataset feeds, or what feeds it. Throws AppError `not-found`. */
export async function reachOfDataset(context: Context, id: string, direction: Direction): Promise<Reach> {
  const dataset = await showDataset(context, id)
  const found: ReachState = { datasets: new Map([[dataset.id, 0]]), pipelines: new Map(), truncated: false }
  await walk(context, found, { direction, datasets: [dataset.id], pipelines: [] })
  return present(context, found, direction)
}

/**
 * Returns what becomes late when a pipeline fails, or where its data come from. Throws AppError `not-found`.
 */
export async function reachOfPipeline(context: Context, id: string, direction: Direction): Promise<Reach> {
  const pipeline = await findPipelineOrJob(context, id)
  const found: ReachState = {
    datasets: new Map(),
    pipelines: new Map([[pipeline.id, { steps: 0, relation: 'data' }]]),
    truncated: false,
  }
  const links = await context.lineage.linksOf([pipeline.id], NOW)
  found.truncated = links.length >= MAX_FLOWS
  const ends = new Set(links.map(({ from, to }) => (direction === 'downstream' ? to : from)))
  for (const end of [...ends].slice(0, MAX_DATASETS)) found.datasets.set(end, 1)
  found.truncated ||= ends.size > MAX_DATASETS
  await walk(context, found, {
    direction,
    datasets: [...found.datasets.keys()],
    pipelines: [pipeline.id],
    from: 1,
  })
  return present(context, found, direction)
}

interface Frontier {
  direction: Direction
  datasets: string[]
  pipelines: string[]
  /** Distance of the frontier from the start, in steps. */
  from?: number
}

/** Walks outwards step by step. A pipeline that waits for another one waits for its data too. */
async function walk({ lineage }: Context, found: ReachState, frontier: Frontier): Promise<void> {
  const isDown = frontier.direction === 'downstream'
  let { datasets, pipelines } = frontier
  for (let steps = (frontier.from ?? 0) + 1; datasets.length > 0 || pipelines.length > 0; steps += 1) {
    if (steps > MAX_STEPS) {
      found.truncated = true
      return
    }
    const flows: FlowEnds[] = await lineage.linksAt(isDown ? 'from' : 'to', datasets, NOW)
    found.truncated ||= flows.length >= MAX_FLOWS
    const next: string[] = []
    for (const { pipelineId } of flows) {
      if (found.pipelines.has(pipelineId)) continue
      found.pipelines.set(pipelineId, { steps, relation: 'data' })
      next.push(pipelineId)
    }
    const waiting = isDown ? await lineage.followersOf(pipelines) : []
    const newFollowers = waiting.filter((id) => !found.pipelines.has(id))
    for (const id of newFollowers) found.pipelines.set(id, { steps, relation: 'after' })
    const followerLinks = await lineage.linksOf(newFollowers, NOW)
    found.truncated ||= followerLinks.length >= MAX_FLOWS
    datasets = []
    for (const { from, to } of [...flows, ...followerLinks]) {
      const neighbour = isDown ? to : from
      if (found.datasets.has(neighbour)) continue
      if (found.datasets.size >= MAX_DATASETS) {
        found.truncated = true
        continue
      }
      found.datasets.set(neighbour, steps)
      datasets.push(neighbour)
    }
    pipelines = [...next, ...new Set(newFollowers)]
  }
}

async function present(context: Context, found: ReachState, direction: Direction): Promise<Reach> {
  const isReached = (steps: number): boolean => steps > 0
  const ids = [...found.datasets].filter(([, steps]) => isReached(steps)).map(([id]) => id)
  const nodes = await nodesOf(context, ids, found.pipelines.keys())
  const pipelines = nodes.pipelines.flatMap((pipeline: LineagePipeline) => {
    const position = found.pipelines.get(pipeline.id)
    return position === undefined || !isReached(position.steps) ? [] : [{ ...pipeline, ...position }]
  })
  const datasets = nodes.datasets.map((dataset) => ({
    ...dataset,
    steps: found.datasets.get(dataset.id) ?? 0,
  }))
  type Sorted = { steps: number; name: string; staleAt: string | null }
  const order = (a: Sorted, b: Sorted): number =>
    (direction === 'downstream' ? staleFirst(a, b) : 0) || a.steps - b.steps || byName(a.name, b.name)
  return {
    pipelines: pipelines.toSorted(order),
    datasets: datasets.toSorted(order),
    truncated: found.truncated,
  }
}
