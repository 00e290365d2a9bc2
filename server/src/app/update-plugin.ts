import type { Plugin, PluginPatch } from '@flx/shared/plugin'
import type { FieldProblem } from '@flx/shared/problem'
import { settingsProblems } from '@flx/shared/setting-value'

import { AppError, conflict } from '../domain/errors.ts'
import type { PluginRecord } from '../domain/records.ts'
import { pluginUpdated } from './audit-notes.ts'
import { noSuchSecret } from './check-pipeline.ts'
import { nowText, type Actor, type AppContext } from './context.ts'
import { definitionsFor } from './pipeline-plugins.ts'
import { mergeEnv, mergeUrlCredentials } from './plugin-secrets.ts'
import { pluginProblems, refuseProblems } from './register-plugin.ts'
import { mergeSecrets } from './secret-settings.ts'
import { findPlugin, parentOf, presentPlugin } from './show-plugin.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines' | 'work' | 'clock'>

/** What the product itself says about a bundled connector. */
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
 * Changes the given fields of a plugin; `settings` and `env` are replaced as a whole, with hidden secrets kept.
 * Throws AppError `stale-version` with the current document when somebody else was faster.
 */
export async function updatePlugin(
  context: Context,
  id: string,
  { revision, ...changes }: PluginPatch,
  actor: Actor,
): Promise<Plugin> {
  const stored = await findPlugin(context, id)
  if (stored.revision !== revision) throw await staleRevision(context, stored)
  if (stored.installStatus === 'installing' || stored.installStatus === 'uninstalling') {
    throw conflict(
      `Cannot change plugin "${stored.name}" while it is ${stored.installStatus}. Wait a moment.`,
    )
  }
  const record = await applyChanges(context, stored, changes)
  const note = await pluginUpdated(context, actor, stored, record)
  if (!(await context.plugins.update(record, revision, note)))
    throw await staleRevision(context, await findPlugin(context, id))
  // More may use it at once now.
  if (record.maxConcurrent !== stored.maxConcurrent) context.work.pending()
  return presentPlugin(context, record)
}

async function applyChanges(
  context: Context,
  stored: PluginRecord,
  changes: Omit<PluginPatch, 'revision'>,
): Promise<PluginRecord> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const draft: PluginRecord = { ...stored, ...given }
  if (typeof changes.pipUrl === 'string') draft.pipUrl = mergeUrlCredentials(changes.pipUrl, stored.pipUrl)
  if (Array.isArray(changes.command)) {
    draft.command = changes.command.map((part, index) =>
      mergeUrlCredentials(part, stored.command?.[index] ?? null),
    )
  }
  if (changes.env !== undefined) draft.env = mergeEnv(changes.env, stored.env)
  const problems = [...bundledProblems(stored, given), ...pluginProblems(draft)]
  if (changes.settings !== undefined) {
    const definitions = definitionsFor(draft, await parentOf(context, draft))
    const merged = mergeSecrets(changes.settings, stored.settings, definitions)
    draft.settings = merged.settings
    problems.push(
      ...settingsProblems(merged.settings, definitions, { prefix: 'settings', stored: stored.settings }),
    )
    problems.push(...merged.missing.map(({ path }) => noSuchSecret(`settings.${path}`)))
  }
  refuseProblems(problems)
  const at = nowText(context)
  return { ...draft, ...installFacts(stored, draft, at), revision: stored.revision + 1, updatedAt: at }
}

function bundledProblems(stored: PluginRecord, given: object): FieldProblem[] {
  if (!stored.bundled) return []
  return Object.keys(given)
    .filter((field) => BUNDLED_FIELDS.has(field))
    .map((path) => ({
      path,
      message: `"${stored.name}" is part of the product. Register a plugin of your own to change this.`,
    }))
}

type InstallFacts = Pick<PluginRecord, 'installedAt' | 'installStatus' | 'installError'>

/** Another source is another program: a command is ready at once, a pip URL must be installed (again). */
function installFacts(stored: PluginRecord, draft: PluginRecord, at: string): InstallFacts {
  const sameSource =
    stored.pipUrl === draft.pipUrl && JSON.stringify(stored.command) === JSON.stringify(draft.command)
  if (sameSource || stored.bundled) {
    const { installedAt, installStatus, installError } = stored
    return { installedAt, installStatus, installError }
  }
  return draft.command === null
    ? { installedAt: null, installStatus: 'none', installError: null }
    : { installedAt: at, installStatus: 'installed', installError: null }
}

/** The refusal of an edit of an older document. */
export async function staleRevision(
  context: Pick<AppContext, 'plugins' | 'pipelines'>,
  current: PluginRecord,
): Promise<AppError> {
  return new AppError(
    'stale-version',
    `Plugin "${current.name}" was changed meanwhile. Compare your changes with the current version and save again.`,
    { extra: { current: await presentPlugin(context, current) } },
  )
}
