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
import { BY_CURSOR } from '../core/query-options.ts'

/** Filters and order of the list. The query does its own paging. */
export type PluginFilters = Partial<Omit<PluginListQuery, 'cursor'>>

export const plugins = {
  all: ['plugins'] as const,
  lists: () => ['plugins', 'list'] as const,
  /** Keyset-paged: `data.pages` of `List<Plugin>`. */
  list: (filters: PluginFilters) =>
    infiniteQueryOptions({
      queryKey: [...plugins.lists(), filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.plugins.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** All plugins in one answer, for select lists. */
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
  /** The exact packages. Keyed by the installation, because the next one replaces them. */
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
  /** The Python versions on the server's machine. */
  pythons: ({ id, revision }: Plugin) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'pythons', revision],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].pythons.$get({ param: { id } }, options)),
    }),
  /** The names of the variants it can change to, including its current one. */
  variants: (id: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'variants'],
      queryFn: (context) =>
        load(context, (options) => api.plugins[':id'].variants.$get({ param: { id } }, options)),
    }),
  /** The effect of another variant. Keyed by the revision, because it depends on the values. */
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
 * Fetches the output of the last installation after a line number. With `node`, of that worker's build. The
 * hint `plugin.output` keeps it live.
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

/**
 * Updates a plugin. `body.revision` is the edited revision. A stale one answers 409, and the problem carries
 * `current`.
 */
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
      // The plugin's page is still shown and about to be left: reloading it would only answer 404.
      await queries.invalidateQueries({ queryKey: plugins.detail(id).queryKey, refetchType: 'none' })
      await queries.invalidateQueries({ queryKey: plugins.lists() })
    },
  })

export const installPlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].install.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Stops a running installation. Answers 409 if there is none. */
export const cancelInstallation = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].installation.cancel.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const uninstallPlugin = () =>
  mutationOptions({
    mutationFn: ({ id, force }: { id: string; force: boolean }) =>
      answer(
        api.plugins[':id'].uninstall.$post({
          param: { id },
          query: force ? { force: 'true' } : {},
        }),
      ),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Installs a version, by default the newest. If that fails, the previous version stays in use. */
export const upgradePlugin = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: string }) =>
      answer(api.plugins[':id'].upgrade.$post({ param: { id }, json: version === '' ? {} : { version } })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Applies the remedy for a failed installation and installs again. */
export const applyRemedy = () =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { id: string; revision: number; python?: string }) =>
      answer(api.plugins[':id'].remedy.$post({ param: { id }, json: body })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Tests a plugin by starting it with its settings, for up to two minutes. `write` loads one record with a loader. */
export function testPlugin(id: string, write: boolean, signal: AbortSignal): Promise<PluginTest> {
  const query = write ? { write: 'true' } : {}
  return answer(api.plugins[':id'].test.$post({ param: { id }, query }, { init: { signal } }))
}

/** Tests a plugin with unsaved settings merged over its saved ones. Takes up to two minutes. */
export function tryPlugin(id: string, body: PluginTry, signal: AbortSignal): Promise<PluginTest> {
  return answer(api.plugins[':id'].try.$post({ param: { id }, json: body }, { init: { signal } }))
}

/** Starts a plugin with one argument. Takes up to a minute. */
export function invokePlugin(
  id: string,
  option: PluginInvoke['option'],
  signal: AbortSignal,
): Promise<PluginInvocation> {
  return answer(api.plugins[':id'].invoke.$post({ param: { id }, json: { option } }, { init: { signal } }))
}

/** Asks the plugin for its settings. The answer replaces its setting definitions. */
export const describePlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.plugins[':id'].describe.$post({ param: { id } })),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const changeVariant = () =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { id: string; revision: number; variant: string; dropInvalid: boolean }) =>
      answer(api.plugins[':id'].variant.$post({ param: { id }, json: body })),
    onSuccess: (plugin, _variables, _result, { client: queries }) => adopt(queries, plugin),
  })

async function adopt(queries: QueryClient, plugin: Plugin): Promise<void> {
  queries.setQueryData(plugins.detail(plugin.id).queryKey, plugin)
  await queries.invalidateQueries({ queryKey: plugins.lists() })
}
