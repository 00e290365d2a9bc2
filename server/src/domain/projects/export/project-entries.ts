import type { JsonObject } from '@flx/shared/json/json'

import { DBT_COMMANDS } from '../../dbt/dbt-request.ts'
import type { PluginKind } from '../project.ts'
import { jobName } from '../state/state-ids.ts'
import { addReferences, withoutEmpty, isDbt, kindOf, pluginEntry, type Entry } from './export-plugin.ts'
import { entryKeys, NeededVariables, variablesOver, withReferences } from './exported-settings.ts'
import type { ExportedPlugin } from './exported.ts'

/** Collects the entries of plugins, and the entries made for single pipelines. */
export class ProjectEntries {
  readonly needed = new NeededVariables()
  readonly #plugins: readonly ExportedPlugin[]
  readonly #entries = new Map<PluginKind, Entry[]>()
  /** Names of plugins and mappings; a job of the same name would be ambiguous. */
  readonly #names = new Set<string>()

  constructor(plugins: readonly ExportedPlugin[]) {
    this.#plugins = plugins
    // Parents come first; the children of a mapper are its mappings.
    for (const plugin of plugins) this.#names.add(plugin.name)
    for (const plugin of plugins) {
      const parent = this.#parentOf(plugin)
      if (kindOf(plugin) === 'mappers' && parent !== undefined) continue
      this.#add(kindOf(plugin), pluginEntry(plugin, parent, this.needed))
    }
    for (const plugin of plugins) {
      const mapper = this.#mapperOf(plugin)
      if (mapper !== undefined && mapper !== plugin) {
        this.#addMapping(mapper, plugin.name, this.#mappingConfig(plugin.settings, plugin.name))
      }
    }
  }

  all = (): ReadonlyMap<PluginKind, readonly Entry[]> => this.#entries

  /** Returns a name based on `wanted` that no plugin, mapping or job has. */
  freeName(wanted: string): string {
    const base = jobName(wanted)
    let name = base
    for (let number = 2; this.#names.has(name); number += 1) name = `${base}-${number}`
    this.#names.add(name)
    return name
  }

  /** Returns the block that represents a plugin in a job, with the pipeline's overrides of its settings. */
  block(
    pipeline: { name: string; job: string },
    plugin: ExportedPlugin,
    settings: JsonObject | undefined,
  ): string {
    const mapper = this.#mapperOf(plugin)
    const hasOverrides = settings !== undefined && Object.keys(settings).length > 0
    if (mapper === undefined)
      return hasOverrides ? this.#inheritingPlugin(pipeline, plugin, settings) : plugin.name
    if (mapper !== plugin && !hasOverrides) return plugin.name
    const ownSettings = mapper === plugin ? {} : plugin.settings
    const name = hasOverrides ? this.freeName(`${plugin.name}--${pipeline.job}`) : this.#plainMapping(plugin)
    const config = {
      ...this.#mappingConfig(ownSettings, plugin.name),
      ...this.#mappingConfig(settings ?? {}, name),
    }
    const overlay = hasOverrides ? { pipeline: pipeline.name, settings: Object.keys(settings) } : {}
    this.#addMapping(mapper, name, config, { plugin: plugin.name, ...overlay })
    return name
  }

  /** Returns the name of a transform's command; Meltano starts a utility by a command in its entry. */
  command(plugin: ExportedPlugin, name: string | null): string {
    const dbt = isDbt(plugin)
    const command = name ?? (dbt ? 'build' : 'run')
    const entry = this.#entries.get('utilities')?.find(({ value }) => value['name'] === plugin.name)
    if (entry === undefined) return command
    const commands = (entry.value['commands'] ?? {}) as JsonObject
    const args = dbt && Object.hasOwn(DBT_COMMANDS, command) ? DBT_COMMANDS[command] : undefined
    entry.value['commands'] = { [command]: (args ?? [command]).join(' '), ...commands }
    return command
  }

  #parentOf(plugin: ExportedPlugin): ExportedPlugin | undefined {
    return this.#plugins.find(({ name, type }) => name === plugin.inheritFrom && type === plugin.type)
  }

  /** Returns the mapper plugin whose program an in-flight transformer uses. */
  #mapperOf(plugin: ExportedPlugin): ExportedPlugin | undefined {
    if (kindOf(plugin) !== 'mappers') return undefined
    return this.#parentOf(plugin) ?? plugin
  }

  #inheritingPlugin(
    pipeline: { name: string; job: string },
    plugin: ExportedPlugin,
    settings: JsonObject,
  ): string {
    const name = this.freeName(`${plugin.name}--${pipeline.job}`)
    const written = withReferences(settings, name, this.needed)
    const { config, extras } = entryKeys(written)
    const env = variablesOver(plugin, written)
    addReferences(name, [settings], plugin.env, this.needed)
    const annotations = { flx: { plugin: plugin.name, pipeline: pipeline.name } }
    const value = withoutEmpty({ name, inherit_from: plugin.name, config, ...extras, env, annotations })
    this.#add(kindOf(plugin), { value, notes: [] })
    return name
  }

  #mappingConfig(settings: JsonObject, name: string): JsonObject {
    addReferences(name, [settings], {}, this.needed)
    return withReferences(settings, name, this.needed)
  }

  /** Adds a mapping without overrides: jobs name mappings, never the mapper. */
  #plainMapping(mapper: ExportedPlugin): string {
    const entry = this.#find(mapper)
    const existing = this.#mappings(entry).find(({ plugin }) => plugin === mapper.name)
    return existing?.name ?? this.freeName(`${mapper.name}--as-it-is`)
  }

  #mappings(entry: Entry): { name: string; plugin: string }[] {
    const marks = (entry.value['annotations'] as { flx?: { mappings?: JsonObject } } | undefined)?.flx
      ?.mappings
    return Object.entries(marks ?? {}).flatMap(([name, mark]) => {
      const { plugin, pipeline } = mark as { plugin: string; pipeline?: string }
      return pipeline === undefined ? [{ name, plugin }] : []
    })
  }

  #addMapping(mapper: ExportedPlugin, name: string, config: JsonObject, mark?: JsonObject): void {
    const { value } = this.#find(mapper)
    const mappings = (value['mappings'] ?? []) as JsonObject[]
    if (mappings.some((mapping) => mapping['name'] === name)) return
    value['mappings'] = [...mappings, { name, config }]
    if (mark === undefined) return
    const { flx } = (value['annotations'] ?? {}) as { flx?: JsonObject }
    const previous = (flx?.['mappings'] ?? {}) as JsonObject
    value['annotations'] = { flx: { ...flx, mappings: { ...previous, [name]: mark } } }
  }

  #find(mapper: ExportedPlugin): Entry {
    const entry = this.#entries.get('mappers')?.find(({ value }) => value['name'] === mapper.name)
    if (entry === undefined) throw new Error(`The mapper "${mapper.name}" is not among the plugins.`)
    return entry
  }

  #add(kind: PluginKind, entry: Entry): void {
    this.#entries.set(kind, [...(this.#entries.get(kind) ?? []), entry])
  }
}
