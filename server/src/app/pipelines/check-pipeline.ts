import type { JsonObject } from '@flx/shared/json/json'
import type { FieldProblem } from '@flx/shared/core/problem'
import type { Runner } from '@flx/shared/pipelines/runner'
import { objectiveProblem } from '@flx/shared/pipelines/objectives'
import { settingsProblems } from '@flx/shared/settings/setting-value'

import { AppError } from '../../domain/core/errors.ts'
import { joinPaths, type SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { scheduleProblem, shortestInterval, timezoneProblem } from '../../domain/schedules/schedule.ts'
import type { PipelineRecord } from '../../domain/core/records.ts'
import type { AppContext } from '../core/context.ts'
import {
  configKeys,
  definitionsForKey,
  pipelinePlugins,
  type PipelineParts,
} from '../settings/pipeline-plugins.ts'
import { checkRunner } from './check-runner.ts'
import { mergeConfig, type SecretConfig } from '../settings/pipeline-secrets.ts'

/** Maximum number of pipelines in a chain. */
export const LONGEST_CHAIN = 50

/** A pipeline before it is saved. */
export type PipelineDraft = PipelineParts &
  Pick<
    PipelineRecord,
    | 'config'
    | 'schedule'
    | 'timezone'
    | 'after'
    | 'startWindowSeconds'
    | 'runner'
    | 'freshnessTargetSeconds'
    | 'freshnessObjective'
  >

/**
 * Checks a draft against the added plugins and returns its config with the stored secrets filled in. Throws
 * AppError `invalid` with a problem per field.
 */
export async function checkPipeline(
  context: Pick<AppContext, 'pipelines' | 'followsProject'> & {
    plugins: Pick<AppContext['plugins'], 'findByNames'>
  },
  draft: PipelineDraft,
  stored: SecretConfig & { runner: Runner; secretPaths?: Record<string, SecretPath[]> | undefined },
  /** ID of the pipeline that is changed; null for a new one. */
  ownId: string | null,
): Promise<Pick<PipelineRecord, 'config' | 'secretSettings' | 'runner'>> {
  const runnerCheck = checkRunner(draft, stored.runner, context.followsProject)
  const { problems, ...merged } = await checkSettings(context, draft, stored, [
    ...runnerCheck.problems,
    ...fieldProblems(draft),
    ...(await orderProblems(context, draft.after, ownId)),
  ])
  if (problems.length > 0) {
    throw new AppError('invalid', `The pipeline cannot be saved: ${problems[0]?.message ?? ''}`, {
      fields: problems,
    })
  }
  const { secretPaths = {} } = stored
  const secretSettings = { ...merged.secretSettings }
  for (const [key, paths] of Object.entries(secretPaths)) {
    secretSettings[key] = joinPaths(secretSettings[key] ?? [], paths)
  }
  return { ...merged, secretSettings, runner: runnerCheck.runner }
}

/**
 * Returns the settings of a draft with the stored secrets filled in, and the problems of the settings and
 * plugins together with `otherProblems`.
 */
export async function checkSettings(
  context: { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  draft: PipelineParts & Pick<PipelineRecord, 'config'>,
  stored: SecretConfig,
  otherProblems: readonly FieldProblem[],
): Promise<Pick<PipelineRecord, 'config' | 'secretSettings'> & { problems: FieldProblem[] }> {
  const { placed, problems } = await pipelinePlugins(context.plugins, draft)
  problems.push(...otherProblems)
  // Unknown keys can be identified only if all plugins are known.
  if (problems.length === 0) {
    const keys = placed.flatMap(({ plugin }) => configKeys(plugin))
    problems.push(...unknownConfigKeys(draft.config, keys))
  }
  const { missing, ...merged } = mergeConfig(draft.config, stored, placed)
  problems.push(...missing.map(({ key, path }) => noSuchSecret(`config.${key}.${path}`)))
  for (const [key, settings] of Object.entries(merged.config)) {
    const before = stored.config[key] ?? {}
    const definitions = definitionsForKey(placed, key) ?? []
    problems.push(...settingsProblems(settings, definitions, { prefix: `config.${key}`, stored: before }))
  }
  return { ...merged, problems }
}

/** Returns a problem for each plugin with config that is not part of the pipeline. */
export function unknownConfigKeys(
  config: Record<string, JsonObject>,
  knownKeys: readonly string[],
): FieldProblem[] {
  return Object.keys(config)
    .filter((key) => !knownKeys.includes(key))
    .map((key) => ({
      path: `config.${key}`,
      message: `"${key}" is not a plugin of this pipeline. Remove its settings, or add the plugin.`,
    }))
}

export const noSuchSecret = (path: string): FieldProblem => ({
  path,
  message: 'No value is stored here. Enter the secret again.',
})

function fieldProblems(draft: PipelineDraft): FieldProblem[] {
  return [
    { path: 'schedule', message: scheduleProblem(draft.schedule) },
    { path: 'timezone', message: timezoneProblem(draft.timezone) },
    { path: 'startWindowSeconds', message: windowProblem(draft) },
    { path: 'freshnessObjective', message: objectiveProblem(draft) },
  ].filter((problem): problem is FieldProblem => problem.message !== null)
}

/**
 * Checks the start window: an execution that could start after the next tick is due would block that tick.
 */
function windowProblem({ schedule, startWindowSeconds: seconds }: PipelineDraft): string | null {
  if (seconds === 0 || schedule === '' || scheduleProblem(schedule) !== null) return null
  const shortest = shortestInterval(schedule)
  return shortest === null || seconds <= shortest
    ? null
    : `The start window is longer than the time between two runs, so runs would be skipped. Enter at most ${shortest} seconds.`
}

/** Rejects cycles: pipelines that wait for one another would start each other forever. */
async function orderProblems(
  { pipelines }: Pick<AppContext, 'pipelines'>,
  after: string | null,
  ownId: string | null,
): Promise<FieldProblem[]> {
  const names: string[] = []
  for (let id = after; id !== null;) {
    if (id === ownId) {
      const itself = names.length === 0 ? 'itself' : `itself, through ${names.join(', ')}`
      return [{ path: 'after', message: `A pipeline cannot start after ${itself}. Choose another one.` }]
    }
    const predecessor = await pipelines.find(id)
    if (predecessor === undefined || (predecessor.archivedAt !== null && id === after)) {
      return [{ path: 'after', message: 'This pipeline no longer exists. Choose another one.' }]
    }
    names.push(`"${predecessor.name}"`)
    if (names.length > LONGEST_CHAIN) {
      return [{ path: 'after', message: `At most ${LONGEST_CHAIN} pipelines can start one after another.` }]
    }
    id = predecessor.after
  }
  return []
}
