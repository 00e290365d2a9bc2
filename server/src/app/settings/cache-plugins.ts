import type { PluginStore } from '../../domain/plugins/plugin-store.ts'

/** Caches plugin lookups: thousands of pipelines use few plugins. */
export function cachePlugins(plugins: Pick<PluginStore, 'findByNames'>): Pick<PluginStore, 'findByNames'> {
  const cache = new Map<string, ReturnType<PluginStore['findByNames']>>()
  return {
    async findByNames(names) {
      const lookups = names.map((name) => {
        const lookup = cache.get(name) ?? plugins.findByNames([name])
        cache.set(name, lookup)
        return lookup
      })
      return (await Promise.all(lookups)).flat()
    },
  }
}
