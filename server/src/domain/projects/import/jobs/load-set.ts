import type { Place } from '../../parts.ts'
import { isDbtCommand } from '../plugins/plugin-kinds.ts'
import type { WantedPipeline } from '../represented.ts'
import type { Block, JobContext } from './job-blocks.ts'

/** An extractor with its mappings and loader, and the dbt command after the load. */
export interface LoadSet {
  extractor: string
  mappers: string[]
  loader: string | null
  transform: string
  place: Place
  /** Why it cannot be a pipeline. */
  broken: string[]
  notes: string[]
}

/** Adds a block to the sets before it. Returns why it has no place, null if it has one. */
export function addBlock(sets: LoadSet[], text: string, place: Place, context: JobContext): string | null {
  const [name = text, command] = text.split(/:(.*)/s)
  const block = context.blocks.get(text) ?? context.blocks.get(name)
  const last = sets.at(-1)
  const openSet = last?.loader === null ? last : undefined
  if (block === undefined) {
    const reason = context.jobs.has(text)
      ? `"${text}" is a job, and a job cannot contain jobs here. List its tasks instead.`
      : `No plugin of the project is named "${name}".`
    openSet?.broken.push(reason)
    return reason
  }
  if (block.role === 'extractor') {
    if (openSet !== undefined) openSet.broken.push('No loader follows its extractor.')
    sets.push({ extractor: name, mappers: [], loader: null, transform: '', place, broken: [], notes: [] })
    noteLeftOut(sets.at(-1), name, block)
    return null
  }
  if (block.role === 'mapping' || block.role === 'loader') {
    if (openSet === undefined) return 'No extractor comes before it.'
    if (block.role === 'loader') openSet.loader = name
    else openSet.mappers.push(name)
    noteLeftOut(openSet, name, block)
    return null
  }
  if (block.role === 'mapper') {
    openSet?.broken.push(`"${name}" is a mapper: a job names one of its mappings.`)
    return 'It is a mapper: a job names one of its mappings.'
  }
  if (block.role === 'dbt') return addDbt(last, name, command ?? 'run', block)
  return 'It is not executed here: a pipeline extracts, loads and transforms by dbt. Keep it in Meltano.'
}

function noteLeftOut(set: LoadSet | undefined, name: string, { leftOut }: Block): void {
  if (leftOut !== undefined) set?.broken.push(`It needs ${name}, which is skipped.`)
}

function addDbt(set: LoadSet | undefined, name: string, command: string, block: Block): string | null {
  if (command === 'deps' || command === 'clean') {
    set?.notes.push(`${name}:${command} is left to the transform, which installs the packages it needs.`)
    return set === undefined ? 'Nothing is loaded before it.' : null
  }
  if (set === undefined || set.loader === null) {
    return 'Nothing is loaded before it: a pipeline here extracts and loads first.'
  }
  if (block.leftOut !== undefined) return `It needs ${name}, which is skipped.`
  if (set.transform === '') {
    set.transform = `${name}:${command}`
    if (!isDbtCommand(command, block)) {
      set.notes.push(`No file of the project defines ${name}:${command}: dbt is started with "${command}".`)
    }
    return null
  }
  return `A pipeline has one transform, which is ${set.transform}. ${name}:build executes models and tests in one.`
}

/** Returns why a set cannot be a pipeline, null if it can. */
export const problemOf = ({ broken, loader }: LoadSet): string | null =>
  broken[0] ?? (loader === null ? 'No loader follows its extractor.' : null)

/** Converts a set to a pipeline without a name. */
export function pipelineOf(set: LoadSet, { environment, suffix }: JobContext): WantedPipeline {
  const loader = set.loader ?? ''
  const state = `${environment ?? ''}:${set.extractor}-to-${loader}`
  return {
    key: '',
    place: set.place,
    name: '',
    extractor: set.extractor,
    mappers: set.mappers,
    loader,
    transform: set.transform,
    after: null,
    config: {},
    stateId: environment === null ? null : suffix === null ? state : `${state}:${suffix}`,
    notes: set.notes,
  }
}
