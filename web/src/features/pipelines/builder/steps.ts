import type { GraphEdge, Position } from '#web/parts/graph/graph.ts'

import type { PipelineDraft } from '../form/draft/pipeline-draft.ts'
import { splitReference } from '../form/draft/plugin-places.ts'

/**
 * The parts of a pipeline in the order in which data passes through them. `before` and `following` are other
 * pipelines.
 */
export type StepKind = 'before' | 'extractor' | 'mapper' | 'loader' | 'transform' | 'following'

export interface Step {
  /** `extractor`, `mapper ID`, `following ID`. */
  id: string
  kind: StepKind
  /** The name of the plugin, or of the other pipeline. */
  name: string
  /** The command in a transform's reference, "" if none. */
  command: string
}

/** The parts of a draft that its drawing depends on. */
export type DrawnParts = Pick<PipelineDraft, 'extractor' | 'mappers' | 'loader' | 'transform'>

/** Other pipelines at both ends: the one it starts after, and those that start after it. */
export interface Neighbours {
  before: { id: string; name: string } | null
  following: readonly { id: string; name: string }[]
}

export const mapperStep = (id: string): string => `mapper ${id}`

/** Returns the id of the mapper of a step, or null for any other step. */
export const idOfMapper = (step: string): string | null =>
  step.startsWith('mapper ') ? step.slice('mapper '.length) : null

/** Returns the steps of a draft. Empty places have no step. */
export function stepsOf(parts: DrawnParts, { before, following }: Neighbours): Step[] {
  const toStep = (id: string, kind: StepKind, reference: string): Step[] => {
    if (reference === '') return []
    const type = kind === 'mapper' || kind === 'transform' ? 'transformer' : kind
    const isPlugin = type === 'transformer' || type === 'extractor' || type === 'loader'
    const { name, command } = isPlugin ? splitReference(reference, type) : { name: reference, command: '' }
    return [{ id, kind, name, command }]
  }
  return [
    ...(before === null ? [] : toStep('before', 'before', before.name)),
    ...toStep('extractor', 'extractor', parts.extractor),
    ...parts.mappers.flatMap(({ id, reference }) => toStep(mapperStep(id), 'mapper', reference)),
    ...toStep('loader', 'loader', parts.loader),
    ...toStep('transform', 'transform', parts.transform),
    ...following.flatMap(({ id, name }) => toStep(`following ${id}`, 'following', name)),
  ]
}

/** Returns the lines between steps: one chain, from whose end the following pipelines fan out. */
export function edgesOf(steps: readonly Step[]): GraphEdge[] {
  const chain = steps.filter(({ kind }) => kind !== 'following')
  const last = chain.at(-1)
  const edge = (source: string, target: string, dashed: boolean): GraphEdge => ({
    id: `${source} > ${target}`,
    source,
    target,
    dashed,
  })
  return [
    ...chain
      .slice(1)
      .map((step, index) => edge(chain[index]?.id ?? '', step.id, chain[index]?.kind === 'before')),
    ...(last === undefined || last.kind === 'before'
      ? []
      : steps.filter(({ kind }) => kind === 'following').map(({ id }) => edge(last.id, id, true))),
  ]
}

export const STEP_WIDTH = 184
export const STEP_HEIGHT = 76
const COLUMN = STEP_WIDTH + 116
const ROW = STEP_HEIGHT + 106
const MAX_PER_ROW = 4
const MAX_PER_COLUMN = 8

/**
 * Lays out the steps: the pipe from left to right, and what comes after the load in a row below. A long pipe
 * continues in the next row.
 */
export function placesOf(steps: readonly Step[]): Map<string, Position> {
  const pipe = steps.filter(({ kind }) => kind !== 'transform' && kind !== 'following')
  const transforms = steps.filter(({ kind }) => kind === 'transform')
  const following = steps.filter(({ kind }) => kind === 'following')
  const places = new Map<string, Position>()
  pipe.forEach(({ id }, index) =>
    places.set(id, { x: (index % MAX_PER_ROW) * COLUMN, y: Math.floor(index / MAX_PER_ROW) * ROW }),
  )
  const below = Math.ceil(pipe.length / MAX_PER_ROW) * ROW
  for (const { id } of transforms) places.set(id, { x: 0, y: below })
  // Many following pipelines are arranged in several columns.
  const rows = Math.max(MAX_PER_COLUMN, Math.ceil(Math.sqrt(2 * following.length)))
  following.forEach(({ id }, index) =>
    places.set(id, {
      x: (transforms.length + Math.floor(index / rows)) * COLUMN,
      y: below + (index % rows) * (STEP_HEIGHT + 28),
    }),
  )
  return places
}
