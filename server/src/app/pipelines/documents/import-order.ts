import type { PipelineStore } from '../../../domain/pipelines/pipeline-store.ts'
import { LONGEST_CHAIN } from '../check-pipeline.ts'

/** A pipeline and its predecessor, each identified by ID, or by name as long as it has none. */
export interface Link {
  key: string
  after: string | null
}

/** The number of pipelines that run before it, or the reason that no order exists. */
export type Place = { depth: number } | { problem: string }

/**
 * Returns the place of each pipeline in start order once the whole document is applied. Pipelines that the
 * document does not name keep their stored predecessor.
 */
export async function placesInOrder(
  pipelines: Pick<PipelineStore, 'find'>,
  links: readonly Link[],
): Promise<Map<string, Place>> {
  const predecessors = new Map(links.map(({ key, after }) => [key, after]))
  const places = new Map<string, Place>()
  for (const { key } of links) places.set(key, await placeOf(key, predecessors, pipelines))
  return places
}

async function placeOf(
  key: string,
  predecessors: Map<string, string | null>,
  pipelines: Pick<PipelineStore, 'find'>,
): Promise<Place> {
  let current: string | null = key
  for (let depth = 0; depth <= LONGEST_CHAIN; depth += 1) {
    let next: string | null | undefined = predecessors.get(current)
    if (next === undefined) {
      next = (await pipelines.find(current))?.after ?? null
      predecessors.set(current, next)
    }
    if (next === null) return { depth }
    if (next === key) return { problem: 'It would start after itself. Choose another pipeline.' }
    current = next
  }
  return { problem: `At most ${LONGEST_CHAIN} pipelines can start one after another, and none in a circle.` }
}
