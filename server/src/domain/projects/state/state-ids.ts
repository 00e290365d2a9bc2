/** The parts of a Meltano state ID: `dev:tap-x-to-target-y:suffix`. */
export interface StateId {
  environment: string
  /** Extractor and loader joined by `-to-`; if it occurs more than once, the names of plugins decide. */
  pair: string
  suffix: string | null
}

/** Splits an ID made by `meltano run`; undefined for the name of a schedule, or an ID chosen by a user. */
export function parseStateId(id: string): StateId | undefined {
  const [environment, pair, suffix = null, ...rest] = id.split(':')
  if (environment === undefined || environment === '' || pair === undefined || rest.length > 0)
    return undefined
  return /.-to-./.test(pair) ? { environment, pair, suffix } : undefined
}

/** Returns the ID under which `meltano run` keeps a pipeline's state. */
export const stateIdOf = (environment: string, { extractor, loader }: Parts): string =>
  `${environment}:${bare(extractor)}-to-${bare(loader)}`

type Parts = Record<'extractor' | 'loader', string>
type Named = Parts & { name: string }

/** Strips the type with which a reference can start. */
const bare = (reference: string): string => reference.slice(reference.indexOf(':') + 1)

/**
 * Returns a function that finds the pipelines an ID can refer to: by extractor and loader, including plugins that an export
 * made for one pipeline, and by name, under which schedules of older Meltano versions keep their state.
 */
export function stateIdMatcher<Pipeline extends Named>(
  pipelines: readonly Pipeline[],
): (id: string) => Pipeline[] {
  const byPair = new Map<string, Pipeline[]>()
  const byName = new Map<string, Pipeline[]>()
  const add = (map: Map<string, Pipeline[]>, key: string, pipeline: Pipeline) => {
    const matching = map.get(key)
    if (matching === undefined) map.set(key, [pipeline])
    else if (!matching.includes(pipeline)) matching.push(pipeline)
  }
  for (const pipeline of pipelines) {
    const [extractor, loader] = [bare(pipeline.extractor), bare(pipeline.loader)]
    const ending = `--${jobName(pipeline.name)}`
    add(byPair, `${extractor}-to-${loader}`, pipeline)
    for (const tap of [extractor, extractor + ending]) {
      for (const target of [loader, loader + ending]) add(byPair, `${tap}-to-${target}`, pipeline)
    }
    add(byName, pipeline.name, pipeline)
  }
  return (id) => {
    const parsed = parseStateId(id)
    return (parsed === undefined ? byName.get(id) : byPair.get(parsed.pair)) ?? []
  }
}

/** Returns a pipeline's name as an export writes it into names of plugins. */
export const jobName = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-._]+|-+$/g, '') || 'pipeline'
