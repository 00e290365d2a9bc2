import type { List } from '@flx/shared/core/list'
import type {
  PluginInvocation,
  PluginInvoke,
  PluginTest,
  PluginTry,
} from '@flx/shared/plugins/plugin-actions'
import type {
  InstallLine,
  Plugin,
  PluginCreateInput,
  PluginListQuery,
  PluginPatch,
} from '@flx/shared/plugins/plugin'
import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'

/** Filters and order of the list; paging is the query's own business. */
export type PluginFilters = Partial<Omit<PluginListQuery, 'cursor'>>

export const plugins = {
  all: ['plugins'] as const,
  lists: () => ['plugins', 'list'] as const,
  /** Keyset-paged; `data.pages` of `List<Plugin>`. */
  list: (filters: PluginFilters) =>
    infiniteQueryOptions({
      queryKey: [...plugins.lists(), filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.plugins.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** Every plugin at once, for select lists. */
  everything: () =>
    queryOptions({
      queryKey: [...plugins.lists(), 'everything'],
      queryFn: async (context) => {
        const items: Plugin[] = []
        let cursor: string | null = ''
        while (cursor !== null) {
          const query = { limit: 200, cursor }
          const page: List<Plugin> = await load(context, (options) => api.plugins.$get({ query }, options))
          items.push(...page.items)
          cursor = page.nextCursor
        }
        return items
      },
    }),
  details: () => ['plugins', 'detail'] as const,
  detail: (id: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id],
      queryFn: (context) => load(context, (options) => api.plugins[':id'].$get({ param: { id } }, options)),
    }),
  /** The exact packages; keyed by the installation, because the next one replaces them. */
  lock: ({ id, installedAt, revision }: Plugin) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'lock', installedAt, revision],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].lock.$get({ param: { id } }, options)),
    }),
  /** The environment on each worker. */
  workers: (id: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'workers'],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].workers.$get({ param: { id } }, options)),
    }),
  /** The Pythons of the server's machine. */
  pythons: ({ id, revision }: Plugin) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'pythons', revision],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].pythons.$get({ param: { id } }, options)),
    }),
  /** Names of the variants that it can be changed to, its own among them. */
  variants: (id: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'variants'],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].variants.$get({ param: { id } }, options)),
    }),
  /** The effect of another variant; keyed by the revision, because it depends on the values. */
  variant: ({ id, revision }: Plugin, variant: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'variant', variant, revision],
      queryFn: (context) => {
        const param = { id, variant: encodeURIComponent(variant) }
        return load(context, (options) => api.plugins[':id'].variants[':variant'].$get({ param }, options))
      },
    }),
}

/**
 * Output of the last installation, or with `node` of the build of that worker, lines after the given number; live with the hint
 * `plugin.output`.
 */
export async function fetchPluginOutput(
  { id, node }: { id: string; node?: string | undefined },
  after: number,
): Promise<InstallLine[]> {
  const query = { after }
  const { lines } = await answer(
    node === undefined
      ? api.plugins[':id'].output.$get({ param: { id }, query })
      : api.plugins[':id'].workers[':node'].output.$get({ param: { id, node }, query }),
  )
  return lines
}

export const addPlugin = () =>
  mutationOptions({
    mutationFn: (body: PluginCreateInput) => answer(api.plugins.$post({ json: body })),
    onSuccess: (plugin, _body, _result, { client: queries }) => adopt(queries, plugin),
  })

/** `body.revision` is the revision that was edited; a stale one is a 409 whose problem carries `current`. */
export const updatePlugin = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: PluginPatch }) =>
      answer(api.plugins[':id'].$patch({ param: { id }, json: body })),
    onSuccess: (plugin, _body, _result, { client: queries }) => adopt(queries, plugin),
  })

export const deletePlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].$delete({ param: { id } })),
    onSuccess: async (_answer, id, _result, { client: queries }) => {
      // Its page is still shown and is about to be left: asking for it again would only answer 404.
      await queries.invalidateQueries({ queryKey: plugins.detail(id).queryKey, refetchType: 'none' })
      await queries.invalidateQueries({ queryKey: plugins.lists() })
    },
  })

export const installPlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].install.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Stops an installation under way; 409 without one. */
export const cancelInstallation = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].installation.cancel.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const uninstallPlugin = () =>
  mutationOptions({
    mutationFn: ({ id, evenIfUsed }: { id: string; evenIfUsed: boolean }) =>
      answer(
        api.plugins[':id'].uninstall.$post({
          param: { id },
          query: evenIfUsed ? { evenIfUsed: 'true' } : {},
        }),
      ),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** The newest version without one; the one before stays in use when it fails. */
export const upgradePlugin = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: string }) =>
      answer(api.plugins[':id'].upgrade.$post({ param: { id }, json: version === '' ? {} : { version } })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Applies the remedy of its failed installation and starts it again. */
export const mendPlugin = () =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { id: string; revision: number; python?: string }) =>
      answer(api.plugins[':id'].remedy.$post({ param: { id }, json: body })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Starts it with its settings; takes up to two minutes. `write` loads one record by a loader. */
export function testPlugin(id: string, write: boolean, signal: AbortSignal): Promise<PluginTest> {
  const query = write ? { write: 'true' } : {}
  return answer(api.plugins[':id'].test.$post({ param: { id }, query }, { init: { signal } }))
}

/** Starts it with settings that are not saved, laid over its own; takes up to two minutes. */
export function tryPlugin(id: string, tried: PluginTry, signal: AbortSignal): Promise<PluginTest> {
  return answer(api.plugins[':id'].try.$post({ param: { id }, json: tried }, { init: { signal } }))
}

/** Starts it with one argument; takes up to a minute. */
export function invokePlugin(
  id: string,
  what: PluginInvoke['what'],
  signal: AbortSignal,
): Promise<PluginInvocation> {
  return answer(api.plugins[':id'].invoke.$post({ param: { id }, json: { what } }, { init: { signal } }))
}

/** Asks the connector for its settings; its answer replaces the definitions. */
export const describePlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].describe.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const changeVariant = () =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { id: string; revision: number; variant: string; dropUnfit: boolean }) =>
      answer(api.plugins[':id'].variant.$post({ param: { id }, json: body })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

async function adopt(queries: QueryClient, plugin: Plugin): Promise<void> {
  queries.setQueryData(plugins.detail(plugin.id).queryKey, plugin)
  await queries.invalidateQueries({ queryKey: plugins.lists() })
}
