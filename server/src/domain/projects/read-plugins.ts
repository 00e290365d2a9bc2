import { inheritFields, readMappings, readPluginFields, type Spend } from './read-plugin.ts'
import { refusal } from './project-yaml.ts'
import { member, type PartFields } from './part-reader.ts'
import type { Part } from './parts.ts'
import { PLUGIN_KINDS, type PluginFields, type PluginKind, type ProjectPlugin } from './project.ts'

/** Finds a definition outside of `meltano.yml`: in a lock file, else in the hub. */
export type FindDefinition = (
  kind: PluginKind,
  name: string,
  variant: string | null,
) => { fields: PluginFields; from: 'lock' | 'hub' } | undefined

/** More parents than that are a mistake. */
const MOST_PARENTS = 50
/** Values that all plugins together take from their parents. */
const MOST_INHERITED = 300_000

/** The plugins of a project, each with what it inherits: of the project, then of its lock file, then of the hub. */
export function readPlugins(fields: PartFields, root: Part, find: FindDefinition): ProjectPlugin[] {
  const all = member(root, 'plugins')
  if (all === undefined) return []
  if (all.kind !== 'map') {
    fields.object(root, 'plugins')
    return []
  }
  fields.others(all, PLUGIN_KINDS, 'plugins')
  let inherited = 0
  const spend = (values: number) => {
    inherited += values
    if (inherited <= MOST_INHERITED) return
    const most = MOST_INHERITED.toLocaleString('en')
    throw refusal(all.place, `Its plugins inherit more than ${most} values.`)
  }
  return PLUGIN_KINDS.flatMap((kind) => {
    const entries = fields.named(all, kind).map(({ part, name }) => readEntry(fields, kind, part, name))
    const byName = new Map(entries.map((entry) => [entry.name, entry]))
    return entries.map((entry) => resolve(fields, entry, byName, find, spend))
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
    parents: [],
    definition: 'own',
    mappings,
  }
}

/** Entries are left as they were read: each way up starts at what the files say. */
function resolve(
  fields: PartFields,
  entry: ProjectPlugin,
  byName: ReadonlyMap<string, ProjectPlugin>,
  find: FindDefinition,
  spend: Spend,
): ProjectPlugin {
  const way = [entry]
  let last = entry
  for (;;) {
    const next: ProjectPlugin | undefined =
      last.inheritFrom === null || last.inheritFrom === last.name ? undefined : byName.get(last.inheritFrom)
    if (next === undefined) break
    if (way.includes(next) || way.length > MOST_PARENTS) {
      const why = way.includes(next) ? 'inherits from itself, by way of others' : 'has too many parents'
      fields.report(entry.place, `"${entry.name}" ${why}. Nothing is inherited.`)
      return entry
    }
    way.push(next)
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
  const layers = [...way.map(({ own }) => own), ...(found === undefined ? [] : [found.fields])]
  return {
    ...entry,
    ...layers.reduceRight((parent, child) => inheritFields(child, parent, spend)),
    parents: way.slice(1).map(({ name }) => name),
    definition: found?.from ?? 'own',
  }
}
