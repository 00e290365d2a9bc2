/** What an ID of Meltano says: `dev:tap-x-to-target-y:suffix`. */
export interface StateId {
  environment: string
  /** Extractor and loader, in between `-to-`: which of several it is, the names of plugins decide. */
  pair: string
  suffix: string | null
}

/** The parts of an ID that `meltano run` makes; undefined for the name of a schedule, or one that a person chose. */
export function parseStateId(id: string): StateId | undefined {
  const [environment, pair, suffix = null, ...rest] = id.split(':')
  if (environment === undefined || environment === '' || pair === undefined || rest.length > 0)
    return undefined
  return /.-to-./.test(pair) ? { environment, pair, suffix } : undefined
}

/** The ID under which `meltano run` keeps the state of a pipeline. */
export const stateIdOf = (environment: string, { extractor, loader }: Parts): string =>
  `${environment}:${bare(extractor)}-to-${bare(loader)}`

type Parts = Record<'extractor' | 'loader', string>
type Named = Parts & { name: string }

/** A reference may have its type in front. */
const bare = (reference: string): string => reference.slice(reference.indexOf(':') + 1)

/**
 * Finds the pipelines that IDs may mean: by extractor and loader, also those that an export gave a pipeline of its own, and
 * by the name, under which schedules of older Meltanos keep their state.
 */
export function stateIdMatcher<Pipeline extends Named>(
  pipelines: readonly Pipeline[],
): (id: string) => Pipeline[] {
  const byPair = new Map<string, Pipeline[]>()
  const byName = new Map<string, Pipeline[]>()
  const add = (map: Map<string, Pipeline[]>, key: string, pipeline: Pipeline) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [pipeline])
    else if (!known.includes(pipeline)) known.push(pipeline)
  }
  for (const pipeline of pipelines) {
    const [extractor, loader] = [bare(pipeline.extractor), bare(pipeline.loader)]
    const own = `--${jobName(pipeline.name)}`
    add(byPair, `${extractor}-to-${loader}`, pipeline)
    for (const tap of [extractor, extractor + own]) {
      for (const target of [loader, loader + own]) add(byPair, `${tap}-to-${target}`, pipeline)
    }
    add(byName, pipeline.name, pipeline)
  }
  return (id) => {
    const parsed = parseStateId(id)
    return (parsed === undefined ? byName.get(id) : byPair.get(parsed.pair)) ?? []
  }
}

/** The name of a pipeline as an export writes it into names of plugins. */
export const jobName = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-._]+|-+$/g, '') || 'pipeline'
