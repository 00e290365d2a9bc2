import type { PipelineRecord, PluginRecord } from '../../domain/core/records.ts'
import {
  joinPaths,
  secretPathsIn,
  secretTest,
  type SecretPath,
} from '../../domain/settings/secrets/secret-paths.ts'
import { envSecretPaths, envSecretTest } from '../../domain/settings/secrets/env-secrets.ts'
import type { AppContext } from '../core/context.ts'
import { definitionsFor, definitionsForKey, pipelinePlugins } from './pipeline-plugins.ts'
import { parentOf } from '../plugins/show-plugin.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins'>

/** Number of pipelines processed together. */
const PAGE = 200

/**
 * Returns the paths of secrets in a plugin's settings and variables, by its current definitions and by the
 * remembered paths.
 */
export const secretsOfPlugin = (plugin: PluginRecord, parent: PluginRecord | undefined): SecretPath[] => [
  ...secretPathsIn(plugin.settings, secretTest(definitionsFor(plugin, parent), plugin.secretSettings)),
  ...envSecretPaths(plugin, envSecretTest(plugin, parent)),
]

/**
 * Remembers which values are secret by a plugin's definitions before these change: in the settings of plugins
 * that inherit from it, and in the configuration of all pipelines that use either.
 */
export async function rememberBeforeChange(context: Context, plugin: PluginRecord): Promise<void> {
  const children = (await context.plugins.all()).filter(
    ({ inheritFrom, type }) => inheritFrom === plugin.name && type === plugin.type,
  )
  for (const child of children) await rememberPlugin(context, child, plugin)
  for (const { name } of [plugin, ...children]) await rememberUsers(context, name)
}

/** Works out the secret paths of values stored by a version that did not remember them. */
export async function rememberStoredSecrets(context: Context): Promise<void> {
  for (const plugin of await context.plugins.withoutSecretSettings()) {
    await rememberPlugin(context, plugin, await parentOf(context, plugin), FORMER_NAMES)
  }
  await eachPage(
    (after) => context.pipelines.withoutSecretSettings(after, PAGE),
    (record) => rememberPipeline(context, record, FORMER_NAMES),
  )
}

const rememberUsers = (context: Context, pluginName: string): Promise<void> =>
  eachPage(
    (after) => context.pipelines.withPlugin(pluginName, after, PAGE),
    (record) => rememberPipeline(context, record),
  )

async function eachPage(
  read: (after: string) => Promise<PipelineRecord[]>,
  work: (record: PipelineRecord) => Promise<void>,
): Promise<void> {
  for (let after = ''; ;) {
    const page = await read(after)
    for (const record of page) await work(record)
    after = page.at(-1)?.id ?? ''
    if (page.length < PAGE) return
  }
}

async function rememberPlugin(
  { plugins }: Pick<Context, 'plugins'>,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  names?: RegExp,
): Promise<void> {
  if (plugin.damaged?.includes('settings') === true) return
  const current = secretsOfPlugin(plugin, parent)
  const paths = joinPaths(plugin.secretSettings, current, secretsByName(plugin.settings, names))
  await plugins.rememberSecrets(plugin, paths)
}

async function rememberPipeline(context: Context, record: PipelineRecord, names?: RegExp): Promise<void> {
  if (record.damaged?.includes('config') === true) return
  const { placed } = await pipelinePlugins(context.plugins, record)
  const remembered: PipelineRecord['secretSettings'] = { ...record.secretSettings }
  for (const [key, settings] of Object.entries(record.config)) {
    const before = remembered[key] ?? []
    const test = secretTest(definitionsForKey(placed, key) ?? [], before)
    const paths = joinPaths(before, secretPathsIn(settings, test), secretsByName(settings, names))
    if (paths.length > 0) remembered[key] = paths
  }
  await context.pipelines.rememberSecrets(record, remembered)
}

/** Names that hid a value before names were split into words. Values hidden by them stay hidden. */
const FORMER_NAMES =
  /password|passwd|secret|token|credential|private_?key|api_?key|access_?key|(^|[._-])key$/i

const secretsByName = (settings: PluginRecord['settings'], names: RegExp | undefined): SecretPath[] =>
  names === undefined
    ? []
    : secretPathsIn(settings, (path, value) => typeof value !== 'boolean' && names.test(path.at(-1) ?? ''))
