import type { Plugin, PluginCreate } from '@flx/shared/plugins/plugin'
import type { FieldProblem } from '@flx/shared/core/problem'
import { settingsProblems } from '@flx/shared/settings/setting-value'

import { AppError } from '../../domain/core/errors.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { envSecretTest } from '../../domain/settings/secrets/env-secrets.ts'
import { joinPaths, type SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { pluginCreated } from '../access/audit-notes.ts'
import { noSuchSecret } from '../pipelines/check-pipeline.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { definitionsFor } from '../settings/pipeline-plugins.ts'
import { mergeEnv } from '../settings/plugin-secrets.ts'
import { mergeSecrets } from '../settings/secret-settings.ts'
import { parentOf, presentPlugin } from './show-plugin.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines' | 'clock' | 'newId'>

/**
 * Adds a plugin to the registry. A plugin started by a command is ready at once; one with a pip URL must
 * still be installed. Throws AppError `invalid` per field, and `conflict` if the type has a plugin of that
 * name.
 */
export async function addPlugin(
  context: Context,
  body: PluginCreate,
  actor: Actor,
  secrets: readonly SecretPath[] = [],
): Promise<Plugin> {
  const created = await newPlugin(context, body, secrets)
  if (
    (await context.plugins.create(created, await pluginCreated(context, actor, created))) === 'name-taken'
  ) {
    const message = `${body.type === 'extractor' || body.type === 'orchestrator' ? 'An' : 'A'} ${body.type} named "${body.name}" already exists. Choose another name.`
    throw new AppError('conflict', message, { fields: [{ path: 'name', message }] })
  }
  return presentPlugin(context, created)
}

/**
 * Returns the record of a new plugin, not yet stored. `extraSecrets`: paths of secrets that the names do not
 * reveal. Throws AppError `invalid` per field.
 */
export async function newPlugin(
  context: Pick<Context, 'clock' | 'newId'> & { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  body: PluginCreate,
  extraSecrets: readonly SecretPath[] = [],
): Promise<PluginRecord> {
  const parent = await parentOf(context, body)
  const problems = pluginProblems(body)
  if (body.inheritFrom !== null && parent === undefined) {
    problems.push({
      path: 'inheritFrom',
      message: `No ${body.type} is named "${body.inheritFrom}".`,
    })
  }
  const isReady = body.pipUrl === null && (body.command !== null || parent !== undefined)
  const record: PluginRecord = {
    ...body,
    secretSettings: [],
    id: context.newId(),
    bundled: false,
    ...initialInstallation(nowText(context), isReady),
  }
  const definitions = definitionsFor(record, parent)
  const { settings, secrets, missing } = mergeSecrets(
    body.settings,
    { settings: {}, secrets: [] },
    definitions,
  )
  problems.push(...settingsProblems(settings, definitions, { prefix: 'settings' }))
  problems.push(...missing.map(({ path }) => noSuchSecret(`settings.${path}`)))
  const created = { ...record, settings, secretSettings: joinPaths(secrets, extraSecrets) }
  const isSecret = envSecretTest(created, parent)
  const mergedEnv = mergeEnv(body.env, { env: {} }, { wasSecret: isSecret, isSecret })
  created.secretSettings = joinPaths(secrets, mergedEnv.secrets, extraSecrets)
  problems.push(...mergedEnv.missing.map((name) => noSuchSecret(`env.${name}`)))
  refuseProblems(problems)
  return created
}

/** Returns the initial installation fields of a new plugin. `isReady`: it needs no installation. */
export const initialInstallation = (at: string, isReady: boolean) => ({
  installedAt: isReady ? at : null,
  installStatus: isReady ? ('installed' as const) : ('none' as const),
  installError: null,
  installRemedy: null,
  newestVersion: null,
  revision: 1,
  createdAt: at,
  updatedAt: at,
})

/** Checks the fields of a plugin that depend on each other. */
export function pluginProblems(
  plugin: Pick<PluginRecord, 'type' | 'mode' | 'pipUrl' | 'command' | 'settingDefinitions'>,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (plugin.type === 'transformer' && plugin.mode === null) {
    problems.push({
      path: 'mode',
      message: 'Choose where the transformer runs: in-flight, between extractor and loader, or post-load.',
    })
  }
  if (plugin.type !== 'transformer' && plugin.mode !== null) {
    problems.push({ path: 'mode', message: 'Only transformers have a mode.' })
  }
  if (plugin.pipUrl !== null && plugin.command !== null) {
    problems.push({ path: 'command', message: 'Enter either a pip URL or a command, not both.' })
  }
  if (plugin.pipUrl === '') problems.push({ path: 'pipUrl', message: 'Send a pip requirement, or null.' })
  const names = plugin.settingDefinitions.map((definition) => definition.name)
  const duplicate = names.find((name, index) => names.indexOf(name) !== index)
  if (duplicate !== undefined) {
    problems.push({ path: 'settingDefinitions', message: `The setting "${duplicate}" is defined twice.` })
  }
  return problems
}

export function refuseProblems(problems: FieldProblem[]): void {
  if (problems.length === 0) return
  throw new AppError('invalid', `The plugin cannot be saved: ${problems[0]?.message ?? ''}`, {
    fields: problems,
  })
}
