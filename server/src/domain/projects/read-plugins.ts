import { formatNumber } from '@flx/shared/core/quantities'
import { inheritFields, readMappings, readPluginFields, type Spend } from './read-plugin.ts'
import { refusal } from './refusal.ts'
import { member, type PartFields } from './part-reader.ts'
import type { Part } from './parts.ts'
import { PLUGIN_KINDS, type PluginFields, type PluginKind, type ProjectPlugin } from './project.ts'

/** Finds a definition outside `meltano.yml`: in a lock file, else in the hub. */
export type FindDefinition = (
  kind: PluginKind,
  name: string,
  variant: string | null,
) => { fields: PluginFields; from: 'lock' | 'hub' } | undefined

/** More parents are taken for a mistake. */
const MAX_PARENTS = 50
/** Most values that all plugins together inherit. */
const MAX_INHERITED = 300_000

/** Reads the plugins of a project, each with what it inherits: from the project, then its lock file, then the hub. */
export function readPlugins(fields: PartFields, root: Part, find: FindDefinition): ProjectPlugin[] {
  const all = member(root, 'plugins')
  if (all === undefined) return []
  if (all.kind !== 'map') {
    fields.object(root, 'plugins')
    return []
  }
  fields.reportUnknownKeys(all, PLUGIN_KINDS, 'plugins')
  let inherited = 0
  const spend = (values: number) => {
    inherited += values
    if (inherited <= MAX_INHERITED) return
    const limit = formatNumber(MAX_INHERITED)
    throw refusal(all.place, `Its plugins inherit more than ${limit} values.`)
  }
  return PLUGIN_KINDS.flatMap((kind) => {
    const entries = fields.named(all, kind).map(({ part, name }) => readEntry(fields, kind, part, name))
    const byName = new Map(entries.map((entry) => [entry.name, entry]))
    const circles = reportCircles(fields, entries, byName)
    return entries.map((entry) => resolve(fields, entry, { byName, circles, find, spend }))
  })
}

function readEntry(fields: PartFields, kind: PluginKind, part: Part, name: string): ProjectPlugin {
  const own = readPluginFields(fields, part)
  const inheritFrom = fields.text(part, 'inherit_from')
  const mappings = readMappings(fields, part)
  return {
    ...own,
    place: part.place,
    kind,
    name,
    inheritFrom,
    own,
    broken: null,
    parents: [],
    definition: 'own',
    mappings,
  }
}

interface Resolution {
  byName: ReadonlyMap<string, ProjectPlugin>
  /** The circle's names, by each name in it. */
  circles: ReadonlyMap<string, string[]>
  find: FindDefinition
  spend: Spend
}

const parentOf = (
  { name, inheritFrom }: ProjectPlugin,
  byName: ReadonlyMap<string, ProjectPlugin>,
): ProjectPlugin | undefined =>
  inheritFrom === null || inheritFrom === name ? undefined : byName.get(inheritFrom)

/** Finds plugins that inherit from one another in a circle, by name. Reports each circle once. */
function reportCircles(
  fields: PartFields,
  entries: readonly ProjectPlugin[],
  byName: ReadonlyMap<string, ProjectPlugin>,
): Map<string, string[]> {
  const circles = new Map<string, string[]>()
  const seen = new Set<ProjectPlugin>()
  for (const entry of entries) {
    const chain: ProjectPlugin[] = []
    let next: ProjectPlugin | undefined = entry
    while (next !== undefined && !seen.has(next)) {
      seen.add(next)
      chain.push(next)
      next = parentOf(next, byName)
    }
    if (next === undefined || !chain.includes(next)) continue
    const names = chain.slice(chain.indexOf(next)).map(({ name }) => name)
    for (const name of names) circles.set(name, names)
    fields.report(next.place, `${quoted(names)} inherit from one another in a circle. They inherit nothing.`)
  }
  return circles
}

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(', ')

/** Resolves inheritance without changing the entries: each chain starts from what the files state. */
function resolve(
  fields: PartFields,
  entry: ProjectPlugin,
  { byName, circles, find, spend }: Resolution,
): ProjectPlugin {
  const chain = [entry]
  let last = entry
  for (;;) {
    const circle = circles.get(last.name)
    if (circle !== undefined) return { ...entry, broken: circleReason(entry, last, circle) }
    const next = parentOf(last, byName)
    if (next === undefined) break
    if (chain.length > MAX_PARENTS) {
      fields.report(entry.place, `"${entry.name}" has too many parents. Nothing is inherited.`)
      return { ...entry, broken: 'It has too many parents.' }
    }
    chain.push(next)
    last = next
  }
  const found =
    last.own.namespace === null
      ? find(entry.kind, last.inheritFrom ?? last.name, last.own.variant)
      : undefined
  if (found === undefined && last.inheritFrom !== null) {
    const message = `"${last.inheritFrom}", from which "${last.name}" inherits, is not in the project, its lock files or the hub.`
    fields.report(last.place, message)
  }
  const layers = [...chain.map(({ own }) => own), ...(found === undefined ? [] : [found.fields])]
  return {
    ...entry,
    ...layers.reduceRight((parent, child) => inheritFields(child, parent, spend)),
    parents: chain.slice(1).map(({ name }) => name),
    definition: found?.from ?? 'own',
  }
}

const circleReason = (entry: ProjectPlugin, last: ProjectPlugin, circle: readonly string[]): string =>
  entry === last
    ? `It inherits from itself: ${quoted(circle)} form a circle of inherit_from.`
    : `It inherits from "${last.name}", and ${quoted(circle)} form a circle of inherit_from.`
