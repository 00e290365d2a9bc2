import type { PluginStore } from '../../domain/plugins/plugin-store.ts'

/** Caches plugin lookups: thousands of pipelines use few plugins. */
export function rememberingPlugins(
  plugins: Pick<PluginStore, 'findByNames'>,
): Pick<PluginStore, 'findByNames'> {
  const found = new Map<string, ReturnType<PluginStore['findByNames']>>()
  return {
    async findByNames(names) {
      const all = names.map((name) => {
        const known = found.get(name) ?? plugins.findByNames([name])
        found.set(name, known)
        return known
      })
      return (await Promise.all(all)).flat()
    },
  }
}
