import type { List } from '@flx/shared/list'
import type { PluginTest, VariantCheck } from '@flx/shared/plugin-actions'
import type { InstallLine, Plugin, PluginCreateInput, PluginListQuery, PluginPatch } from '@flx/shared/plugin'
import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { client } from './client.ts'

/** Filters and order of the list; paging is the query's own business. */
export type PluginFilters = Partial<Omit<PluginListQuery, 'cursor'>>

export const plugins = {
  all: ['plugins'] as const,
  lists: () => ['plugins', 'list'] as const,
  /** Keyset-paged; `data.pages` of `List<Plugin>`. */
  list: (filters: PluginFilters) =>
    infiniteQueryOptions({
      queryKey: [...plugins.lists(), filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<Plugin>>('/plugins', { query: { ...filters, cursor: pageParam }, signal }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** Every plugin at once, for select lists. */
  everything: () =>
    queryOptions({
      queryKey: [...plugins.lists(), 'everything'],
      queryFn: async ({ signal }) => {
        const items: Plugin[] = []
        let cursor: string | null = ''
        while (cursor !== null) {
          const page: List<Plugin> = await client.get('/plugins', { query: { limit: 200, cursor }, signal })
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
      queryFn: ({ signal }) => client.get<Plugin>(`/plugins/${id}`, { signal }),
    }),
  /** Names of the variants that it can be changed to, its own among them. */
  variants: (id: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'variants'],
      queryFn: ({ signal }) => client.get<{ variants: string[] }>(`/plugins/${id}/variants`, { signal }),
    }),
  /** What changing it to another variant would do; of a revision, because it depends on the values. */
  variant: ({ id, revision }: Plugin, variant: string) =>
    queryOptions({
      queryKey: [...plugins.details(), id, 'variant', variant, revision],
      queryFn: ({ signal }) =>
        client.get<VariantCheck>(`/plugins/${id}/variants/${encodeURIComponent(variant)}`, { signal }),
    }),
}

/** Output of the last installation, lines after the given number; live with the hint `plugin.output`. */
export async function fetchPluginOutput(
  id: string,
  after: number,
  signal?: AbortSignal,
): Promise<InstallLine[]> {
  const { lines } = await client.get<{ lines: InstallLine[] }>(`/plugins/${id}/output`, {
    query: { after },
    ...(signal === undefined ? {} : { signal }),
  })
  return lines
}

export const registerPlugin = () =>
  mutationOptions({
    mutationFn: (body: PluginCreateInput) => client.post<Plugin>('/plugins', body),
    onSuccess: (plugin, _body, _result, { client: queries }) => adopt(queries, plugin),
  })

/** `body.revision` is the revision that was edited; a stale one is a 409 whose problem carries `current`. */
export const updatePlugin = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: PluginPatch }) =>
      client.patch<Plugin>(`/plugins/${id}`, body),
    onSuccess: (plugin, _body, _result, { client: queries }) => adopt(queries, plugin),
  })

export const deletePlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/plugins/${id}`),
    onSuccess: async (_answer, id, _result, { client: queries }) => {
      // Its page is still shown and is about to be left: asking for it again would only answer 404.
      await queries.invalidateQueries({ queryKey: plugins.detail(id).queryKey, refetchType: 'none' })
      await queries.invalidateQueries({ queryKey: plugins.lists() })
    },
  })

export const installPlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<Plugin>(`/plugins/${id}/install`),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const uninstallPlugin = () =>
  mutationOptions({
    mutationFn: ({ id, evenIfUsed }: { id: string; evenIfUsed: boolean }) =>
      client.post<Plugin>(`/plugins/${id}/uninstall${evenIfUsed ? '?evenIfUsed=true' : ''}`),
    onSuccess: (plugin, _wish, _result, { client: queries }) => adopt(queries, plugin),
  })

/** The newest version without one; the one before stays in use when it fails. */
export const upgradePlugin = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: string }) =>
      client.post<Plugin>(`/plugins/${id}/upgrade`, version === '' ? {} : { version }),
    onSuccess: (plugin, _wish, _result, { client: queries }) => adopt(queries, plugin),
  })

/** Starts it with its settings; takes up to two minutes. */
export function testPlugin(id: string, signal: AbortSignal): Promise<PluginTest> {
  return client.post<PluginTest>(`/plugins/${id}/test`, undefined, { signal })
}

/** Asks the connector for its settings; its answer replaces the definitions. */
export const describePlugin = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<Plugin>(`/plugins/${id}/describe`),
    onSuccess: (plugin, _id, _result, { client: queries }) => adopt(queries, plugin),
  })

export const changeVariant = () =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { id: string; revision: number; variant: string; dropUnfit: boolean }) =>
      client.post<Plugin>(`/plugins/${id}/variant`, body),
    onSuccess: (plugin, _wish, _result, { client: queries }) => adopt(queries, plugin),
  })

async function adopt(queries: QueryClient, plugin: Plugin): Promise<void> {
  queries.setQueryData(plugins.detail(plugin.id).queryKey, plugin)
  await queries.invalidateQueries({ queryKey: plugins.lists() })
}
