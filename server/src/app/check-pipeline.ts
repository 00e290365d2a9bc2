import type { JsonObject } from '@flx/shared/json'
import type { FieldProblem } from '@flx/shared/problem'
import { settingsProblems } from '@flx/shared/setting-value'

import { AppError } from '../domain/errors.ts'
import { scheduleProblem, shortestInterval, timezoneProblem } from '../domain/schedule.ts'
import type { PipelineRecord } from '../domain/records.ts'
import type { AppContext } from './context.ts'
import { configKeys, mapConfig, pipelinePlugins, type PipelineParts } from './pipeline-plugins.ts'
import { mergeSecrets } from './secret-settings.ts'

/** Pipelines that may follow one another. */
export const LONGEST_CHAIN = 50

/** A pipeline as somebody wants to save it. */
export type PipelineDraft = PipelineParts &
  Pick<PipelineRecord, 'config' | 'schedule' | 'timezone' | 'after' | 'startWindowSeconds'>

/**
 * Checks a draft against what is registered and gives back its config with the stored secrets filled in.
 * Throws AppError `invalid` with a problem per field.
 */
export async function checkPipeline(
  context: Pick<AppContext, 'pipelines'> & { plugins: Pick<AppContext['plugins'], 'findByName'> },
  draft: PipelineDraft,
  stored: Record<string, JsonObject>,
  /** Of the pipeline that is changed, null for a new one. */
  ownId: string | null,
): Promise<Record<string, JsonObject>> {
  const { placed, problems } = await pipelinePlugins(context.plugins, draft)
  problems.push(...calendarProblems(draft), ...(await orderProblems(context, draft.after, ownId)))
  // Only when all plugins are known can a key be called a stranger.
  if (problems.length === 0) {
    const known = placed.flatMap(({ plugin }) => configKeys(plugin))
    problems.push(...strangeConfigKeys(draft.config, known))
  }
  const config = mapConfig(draft.config, placed, (settings, definitions, key) => {
    const merged = mergeSecrets(settings, stored[key] ?? {}, definitions)
    problems.push(...merged.missing.map(({ path }) => noSuchSecret(`config.${key}.${path}`)))
    problems.push(
      ...settingsProblems(merged.settings, definitions, {
        prefix: `config.${key}`,
        stored: stored[key] ?? {},
      }),
    )
    return merged.settings
  })
  if (problems.length > 0) {
    throw new AppError('invalid', `The pipeline cannot be saved: ${problems[0]?.message ?? ''}`, {
      fields: problems,
    })
  }
  return config
}

/** Config for plugins that are not part of the pipeline (decision 14). */
export function strangeConfigKeys(
  config: Record<string, JsonObject>,
  known: readonly string[],
): FieldProblem[] {
  return Object.keys(config)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: `config.${key}`,
      message: `"${key}" is not a plugin of this pipeline. Remove its settings, or add the plugin.`,
    }))
}

export const noSuchSecret = (path: string): FieldProblem => ({
  path,
  message: 'No value is stored here. Enter the secret again.',
})

function calendarProblems(draft: PipelineDraft): FieldProblem[] {
  return [
    { path: 'schedule', message: scheduleProblem(draft.schedule) },
    { path: 'timezone', message: timezoneProblem(draft.timezone) },
    { path: 'startWindowSeconds', message: windowProblem(draft) },
  ].filter((problem): problem is FieldProblem => problem.message !== null)
}

/** An execution that may start after the next tick is due holds that one up. */
function windowProblem({ schedule, startWindowSeconds: seconds }: PipelineDraft): string | null {
  if (seconds === 0 || schedule === '' || scheduleProblem(schedule) !== null) return null
  const shortest = shortestInterval(schedule)
  return shortest === null || seconds <= shortest
    ? null
    : `The start window is longer than the time between two ticks, so that ticks would be skipped. Give at most ${shortest} seconds.`
}

/** Pipelines that wait for one another in a circle would start each other for ever. */
async function orderProblems(
  { pipelines }: Pick<AppContext, 'pipelines'>,
  after: string | null,
  ownId: string | null,
): Promise<FieldProblem[]> {
  const names: string[] = []
  for (let id = after; id !== null;) {
    if (id === ownId) {
      const way = names.length === 0 ? 'itself' : `itself, by way of ${names.join(', ')}`
      return [{ path: 'after', message: `A pipeline cannot start after ${way}. Choose another one.` }]
    }
    const before = await pipelines.find(id)
    if (before === undefined || (before.archivedAt !== null && id === after)) {
      return [{ path: 'after', message: 'There is no such pipeline any more. Choose another one.' }]
    }
    names.push(`"${before.name}"`)
    if (names.length > LONGEST_CHAIN) {
      return [{ path: 'after', message: `At most ${LONGEST_CHAIN} pipelines can follow one another.` }]
    }
    id = before.after
  }
  return []
}
