import type { List } from '@flx/shared/core/list'
import type { Plugin, PluginListQuery } from '@flx/shared/plugins/plugin'

import { notFound } from '../../domain/core/errors.ts'
import type { PluginUse } from '../../domain/pipelines/pipeline-store.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import type { AppContext } from '../core/context.ts'
import { hideCommand, hideEnv, hideUrlCredentials } from '../settings/plugin-secrets.ts'
import { definitionsFor } from '../settings/pipeline-plugins.ts'
import { hideSecrets } from '../settings/secret-settings.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines'>

/** Number of pipelines named, out of possibly thousands. */
const NAMED_IN_LISTS = 5
const NAMED_ON_PAGE = 50

/** Returns one plugin in the shape of the API. Throws AppError `not-found`. */
export async function showPlugin(context: Context, id: string): Promise<Plugin> {
  return presentPlugin(context, await findPlugin(context, id))
}

/** Returns the record of a plugin. Throws AppError `not-found`. */
export async function findPlugin(context: Pick<AppContext, 'plugins'>, id: string): Promise<PluginRecord> {
  const record = await context.plugins.find(id)
  if (record === undefined) throw notFound('plugin', id)
  return record
}

/** Returns a page of plugins. */
export async function listPlugins(context: Context, query: PluginListQuery): Promise<List<Plugin>> {
  const page = await context.plugins.list(query)
  const names = page.items.map((record) => record.name)
  const uses = await context.pipelines.usingPlugins(names, NAMED_IN_LISTS)
  const items: Plugin[] = []
  for (const record of page.items) {
    items.push(present(record, await parentOf(context, record), uses.get(record.name)))
  }
  return { ...page, items }
}

/** Presents a record that was just read or written. */
export async function presentPlugin(context: Context, record: PluginRecord): Promise<Plugin> {
  const uses = await context.pipelines.usingPlugins([record.name], NAMED_ON_PAGE)
  return present(record, await parentOf(context, record), uses.get(record.name))
}

/** Returns the plugin that this one inherits from. */
export async function parentOf(
  context: { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  record: Pick<PluginRecord, 'inheritFrom' | 'type'>,
): Promise<PluginRecord | undefined> {
  if (record.inheritFrom === null) return undefined
  const namesakes = await context.plugins.findByNames([record.inheritFrom])
  return namesakes.find(({ type }) => type === record.type)
}

function present(
  record: PluginRecord,
  parent: PluginRecord | undefined,
  uses: PluginUse = { total: 0, first: [] },
): Plugin {
  return {
    ...withoutSecrets(record, parent),
    ...installationOf(record, parent),
    usedBy: uses.first,
    usedByCount: uses.total,
  }
}

/**
 * Returns the installation fields. A plugin that inherits and has no program of its own is installed if its
 * parent is.
 */
function installationOf(
  record: PluginRecord,
  parent: PluginRecord | undefined,
): Pick<Plugin, 'installed' | 'installedAt' | 'installStatus'> {
  const sharesEnvironment = parent !== undefined && record.pipUrl === null && record.command === null
  const { installedAt } = sharesEnvironment ? parent : record
  const installed = installedAt !== null
  const { installStatus } = record
  return {
    installed,
    installedAt,
    installStatus: sharesEnvironment && !installed && installStatus === 'installed' ? 'none' : installStatus,
  }
}

/** Returns a record with its secrets hidden. */
export function withoutSecrets(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
): Omit<PluginRecord, 'secretSettings' | 'damaged'> & { damaged?: string[] } {
  const { secretSettings, damaged, ...record } = plugin
  return {
    ...record,
    pipUrl: record.pipUrl === null ? null : hideUrlCredentials(record.pipUrl),
    command: record.command === null ? null : hideCommand(record.command),
    settings: hideSecrets(record.settings, definitionsFor(record, parent), secretSettings),
    env: hideEnv(plugin, parent),
    ...(damaged !== undefined && { damaged: [...damaged] }),
  }
}
