import type { PluginType, TransformerMode } from '@flx/shared/plugins/plugin'

import type { PipelineDraft } from '../../form/draft/pipeline-draft.ts'
import { splitReference } from '../../form/draft/plugin-places.ts'
import { idOfMapper, mapperStep, type DrawnParts, type StepKind } from '../steps.ts'
import { refusalWords as words } from './words.ts'

/** The kinds of steps that name a plugin. */
export type PluginStep = Exclude<StepKind, 'before' | 'following'>

export const PLUGIN_STEPS = {
  extractor: { type: 'extractor', mode: null },
  mapper: { type: 'transformer', mode: 'in-flight' },
  loader: { type: 'loader', mode: null },
  transform: { type: 'transformer', mode: 'post-load' },
} as const satisfies Record<PluginStep, { type: PluginType; mode: TransformerMode | null }>

/** Returns the kind of step that a plugin can be, or null if it has no place in a pipeline. */
export function stepFor(plugin: { type: PluginType; mode: TransformerMode | null }): PluginStep | null {
  if (plugin.type === 'extractor' || plugin.type === 'loader') return plugin.type
  if (plugin.type !== 'transformer') return null
  return plugin.mode === 'post-load' ? 'transform' : 'mapper'
}

const MAX_MAPPERS = 20

/** A change of the document and the step it affects, or why it is refused. */
export type StepChange = { changes: Partial<PipelineDraft>; step: string } | { refusal: string }

/** Adds a plugin. `index` is the index of a mapper among the others, by default the last. */
export function addStep(
  parts: DrawnParts,
  kind: PluginStep,
  reference: string,
  newId: () => string,
  index = parts.mappers.length,
): StepChange {
  if (kind === 'mapper') {
    if (parts.mappers.length >= MAX_MAPPERS) return { refusal: words.tooManyMappers }
    const id = newId()
    return {
      changes: { mappers: parts.mappers.toSpliced(index, 0, { id, reference }) },
      step: mapperStep(id),
    }
  }
  const existing = parts[kind]
  if (existing !== '') {
    const { name } = splitReference(existing, PLUGIN_STEPS[kind].type)
    return { refusal: words.onlyOne[kind](name) }
  }
  return { changes: { [kind]: reference }, step: kind }
}

/** Removes a step. Its settings come back if it is added again before saving. */
export function removeStep(parts: DrawnParts, step: string): Partial<PipelineDraft> | null {
  const id = idOfMapper(step)
  if (id !== null) return { mappers: parts.mappers.filter((mapper) => mapper.id !== id) }
  if (step === 'before') return { after: null, afterName: '' }
  return isSingle(step) ? { [step]: '' } : null
}

const isSingle = (step: string): step is 'extractor' | 'loader' | 'transform' =>
  step === 'extractor' || step === 'loader' || step === 'transform'

/** Moves a mapper to another index. Returns null if it is already there or is not a mapper. */
export function moveMapper(parts: DrawnParts, step: string, to: number): Partial<PipelineDraft> | null {
  const from = parts.mappers.findIndex(({ id }) => mapperStep(id) === step)
  const mapper = parts.mappers[from]
  const index = Math.max(0, Math.min(to, parts.mappers.length - 1))
  if (mapper === undefined || index === from) return null
  return { mappers: parts.mappers.toSpliced(from, 1).toSpliced(index, 0, mapper) }
}

/** Connects two steps. Returns the change, null if they are already connected, or why they cannot be. */
export function connectSteps(
  parts: DrawnParts,
  source: string,
  target: string,
): { changes: Partial<PipelineDraft> | null } | { refusal: string } {
  const [from, to] = [kindOf(source), kindOf(target)]
  if (from === null || to === null || source === target) return { refusal: words.itself }
  const refusal = refusalOf(from, to, parts.mappers.length)
  if (refusal !== null) return { refusal }
  if (to === 'mapper') {
    const targetIndex = parts.mappers.findIndex(({ id }) => mapperStep(id) === target)
    const sourceIndex = parts.mappers.findIndex(({ id }) => mapperStep(id) === source)
    return { changes: moveMapper(parts, target, targetIndex > sourceIndex ? sourceIndex + 1 : sourceIndex) }
  }
  // A mapper before the loader is the last one.
  return { changes: from === 'mapper' ? moveMapper(parts, source, parts.mappers.length - 1) : null }
}

function kindOf(step: string): StepKind | null {
  if (idOfMapper(step) !== null) return 'mapper'
  if (step.startsWith('following ')) return 'following'
  return isSingle(step) || step === 'before' ? step : null
}

function refusalOf(from: StepKind, to: StepKind, mappers: number): string | null {
  if (from === 'following') return words.ofAnotherPipeline
  switch (to) {
    case 'before':
      return words.ofAnotherPipeline
    case 'extractor':
      return from === 'before' ? null : words.intoExtractor
    case 'mapper':
      return from === 'extractor' || from === 'mapper'
        ? null
        : from === 'before'
          ? words.startsAtExtractor
          : words.mapperAfterLoad
    case 'loader':
      if (from === 'mapper' || (from === 'extractor' && mappers === 0)) return null
      return from === 'extractor'
        ? words.pastMappers
        : from === 'before'
          ? words.startsAtExtractor
          : words.loaderAfterTransform
    case 'transform':
      return from === 'loader' ? null : words.transformBeforeLoad
    case 'following':
      return from === 'loader' || from === 'transform' ? null : words.followsTheEnd
  }
}
