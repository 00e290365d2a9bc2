import type { Plugin, PluginPatch } from '@flx/shared/plugins/plugin'
import type { FieldProblem } from '@flx/shared/core/problem'
import { settingsProblems } from '@flx/shared/settings/setting-value'

import { withoutDamage } from '../../domain/core/damage.ts'
import { AppError } from '../../domain/core/errors.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { envSecretTest, onlyEnvPaths, withoutEnvPaths } from '../../domain/settings/secrets/env-secrets.ts'
import { joinPaths, type SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { ownedByEditor } from '../../domain/plugins/merge-about.ts'
import { pluginUpdated } from '../access/audit-notes.ts'
import { noSuchSecret } from '../pipelines/check-pipeline.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { definitionsFor } from '../settings/pipeline-plugins.ts'
import { mergeCommand, mergeEnv, mergeUrlCredentials } from '../settings/plugin-secrets.ts'
import { rememberBeforeChange, secretsOfPlugin } from '../settings/remember-secrets.ts'
import { pluginProblems, refuseProblems } from './add-plugin.ts'
import { mergeSecrets } from '../settings/secret-settings.ts'
import { refuseUnsettled } from './refuse-unsettled.ts'
import { findPlugin, parentOf, presentPlugin } from './show-plugin.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines' | 'work' | 'clock'>

/** Fields of a bundled connector that users cannot change. */
const BUNDLED_FIELDS = new Set([
  'variant',
  'version',
  'pipUrl',
  'command',
  'executable',
  'mode',
  'capabilities',
  'settingDefinitions',
  'python',
])

/**
 * Changes the given fields of a plugin; `settings` and `env` are replaced as a whole, with hidden secrets
 * kept. A definition changed by a user is protected from the connector's own description. Throws AppError
 * `stale-version` with the current document if another edit came first.
 */
export async function updatePlugin(
  context: Context,
  id: string,
  { revision, ...changes }: PluginPatch,
  actor: Actor,
  { by = 'user', secrets = [] }: UpdateOptions = {},
): Promise<Plugin> {
  const stored = await findPlugin(context, id)
  if (stored.revision !== revision) throw await staleRevision(context, stored)
  refuseUnsettled(stored, 'change')
  if (changes.settingDefinitions !== undefined && by === 'user') {
    changes.settingDefinitions = ownedByEditor(changes.settingDefinitions, stored.settingDefinitions)
  }
  const record = await applyPluginChanges(context, stored, changes, secrets)
  if (changes.settingDefinitions !== undefined) await rememberBeforeChange(context, stored)
  const note = await pluginUpdated(context, actor, stored, record)
  if (!(await context.plugins.update(record, revision, note)))
    throw await staleRevision(context, await findPlugin(context, id))
  // The limit might have been raised.
  if (record.maxConcurrent !== stored.maxConcurrent) context.work.freed()
  return presentPlugin(context, record)
}

interface UpdateOptions {
  by?: 'user' | 'connector'
  /** Paths of secrets that the names do not reveal. */
  secrets?: readonly SecretPath[]
}

/** Returns the record of a plugin after a change, not yet stored. Throws AppError `invalid` per field. */
export async function applyPluginChanges(
  context: Pick<Context, 'clock'> & { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  stored: PluginRecord,
  changes: Omit<PluginPatch, 'revision'>,
  secrets: readonly SecretPath[] = [],
): Promise<PluginRecord> {
  const patch = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const fields = Object.keys(patch)
  const setFields = fields.includes('settings') ? [...fields, 'secretSettings'] : fields
  const draft = withoutDamage<PluginRecord>({ ...stored, ...patch }, setFields)
  const missingSecrets: FieldProblem[] = []
  if (typeof changes.pipUrl === 'string') draft.pipUrl = mergeUrlCredentials(changes.pipUrl, stored.pipUrl)
  if (Array.isArray(changes.command)) {
    const { command, missing } = mergeCommand(changes.command, stored.command)
    draft.command = command
    missingSecrets.push(...missing.map((index) => noSuchSecret(`command.${index}`)))
  }
  const problems = [...bundledProblems(stored, patch), ...pluginProblems(draft), ...missingSecrets]
  // Use the current definitions: the new ones might mark fewer secrets.
  const parentBefore = await parentOf(context, stored)
  const parent = await parentOf(context, draft)
  const remembered = secretsOfPlugin(stored, parentBefore)
  draft.secretSettings = remembered
  if (changes.settings !== undefined) {
    const definitions = definitionsFor(draft, parent)
    const before = { settings: stored.settings, secrets: remembered }
    const merged = mergeSecrets(changes.settings, before, definitions)
    draft.settings = merged.settings
    draft.secretSettings = [...merged.secrets, ...onlyEnvPaths(remembered)]
    problems.push(
      ...settingsProblems(merged.settings, definitions, { prefix: 'settings', stored: stored.settings }),
    )
    problems.push(...merged.missing.map(({ path }) => noSuchSecret(`settings.${path}`)))
  }
  if (changes.env !== undefined) {
    const secretSettings = withoutEnvPaths(draft.secretSettings)
    const merged = mergeEnv(changes.env, stored, {
      wasSecret: envSecretTest(stored, parentBefore),
      isSecret: envSecretTest({ ...draft, secretSettings }, parent),
    })
    draft.env = merged.env
    draft.secretSettings = [...secretSettings, ...merged.secrets]
    problems.push(...merged.missing.map((name) => noSuchSecret(`env.${name}`)))
  }
  refuseProblems(problems)
  draft.secretSettings = joinPaths(draft.secretSettings, secrets)
  const at = nowText(context)
  return { ...draft, ...installFacts(stored, draft, at), revision: stored.revision + 1, updatedAt: at }
}

function bundledProblems(stored: PluginRecord, patch: object): FieldProblem[] {
  if (!stored.bundled) return []
  return Object.keys(patch)
    .filter((field) => BUNDLED_FIELDS.has(field))
    .map((path) => ({
      path,
      message: `"${stored.name}" is bundled. Add a custom plugin to change this.`,
    }))
}

type InstallFacts = Pick<
  PluginRecord,
  'installedAt' | 'installStatus' | 'installError' | 'installRemedy' | 'newestVersion'
>

/**
 * Returns the installation fields after a change. A new source is a new program: a command is ready at once,
 * a pip URL must be installed (again).
 */
function installFacts(stored: PluginRecord, draft: PluginRecord, at: string): InstallFacts {
  const hasSameSource =
    stored.pipUrl === draft.pipUrl && JSON.stringify(stored.command) === JSON.stringify(draft.command)
  if (hasSameSource || stored.bundled) {
    const { installedAt, installStatus, installError, installRemedy, newestVersion } = stored
    return { installedAt, installStatus, installError, installRemedy, newestVersion }
  }
  const fresh = { installError: null, installRemedy: null, newestVersion: null }
  return draft.command === null
    ? { ...fresh, installedAt: null, installStatus: 'none' }
    : { ...fresh, installedAt: at, installStatus: 'installed' }
}

/** Returns the error for an edit of an outdated document. */
export async function staleRevision(
  context: Pick<AppContext, 'plugins' | 'pipelines'>,
  current: PluginRecord,
): Promise<AppError> {
  return new AppError(
    'stale-version',
    `Plugin "${current.name}" has changed in the meantime. Compare your changes with the current version and save again.`,
    { extra: { current: await presentPlugin(context, current) } },
  )
}
