import type { AuditChange } from '@flx/shared/access/audit'
import type { Step } from '@flx/shared/executions/step'
import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { COMPARED_RUNS, type Runners, type RunnersQuery } from '@flx/shared/projects/runners'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import { invalid } from '../../domain/core/errors.ts'
import type { PipelineRecord } from '../../domain/core/records.ts'
import { compareExecutions } from '../../domain/executions/execution-comparison.ts'
import { sideOf, type RunnerRun } from '../../domain/executions/runner-run.ts'
import { blockNames } from '../../domain/projects/run/plan-run.ts'
import type { AppContext } from '../core/context.ts'
import { hideResolvedConfig } from '../settings/hide-resolved-config.ts'

type Context = Pick<AppContext, 'executions' | 'pipelines' | 'plugins'>

const MAX_PIPELINES = 200
/** Maximum number of pipelines with the same plugins offered for comparison. */
const MAX_ALIKE = 20

/**
 * Compares the built-in runner with Meltano on the same plugins, by their newest successes. Throws AppError
 * `invalid` for an unknown pipeline.
 */
export async function compareRunners(context: Context, query: RunnersQuery): Promise<Runners> {
  const { pipelines, executions } = context
  const listed = await pipelines.list({ type: 'meltano', sort: 'name', limit: MAX_PIPELINES })
  const meltano =
    query.meltano === undefined ? listed.items[0] : await findCompared(context, 'meltano', query.meltano)
  const all =
    listed.items.some(({ id }) => id === meltano?.id) || meltano === undefined
      ? listed.items
      : [meltano, ...listed.items]
  if (meltano === undefined) {
    const none = { meltano: null, builtIn: null }
    return { meltano: [], builtIn: [], chosen: none, sides: none, differences: null }
  }
  const runs = await executions.runnerRuns(meltano.id, 'meltano', COMPARED_RUNS)
  const earlierRuns = await executions.runnerRuns(meltano.id, 'own', COMPARED_RUNS)
  const candidates = [
    ...(earlierRuns.length > 0 ? [meltano] : []),
    ...(await findAlike(context, meltano, runs)),
  ]
  const builtIn =
    query.builtIn === undefined ? candidates[0] : await findCompared(context, 'builtIn', query.builtIn)
  const builtInRuns =
    builtIn === undefined
      ? []
      : builtIn.id === meltano.id
        ? earlierRuns
        : await executions.runnerRuns(builtIn.id, 'own', COMPARED_RUNS)
  const offered =
    builtIn === undefined || candidates.some(({ id }) => id === builtIn.id)
      ? candidates
      : [...candidates, builtIn]
  return {
    meltano: all.map(presentName),
    builtIn: offered.map(presentName),
    chosen: { meltano: meltano.id, builtIn: builtIn?.id ?? null },
    sides: {
      meltano: sideOf(presentName(meltano), runs),
      builtIn: builtIn === undefined ? null : sideOf(presentName(builtIn), builtInRuns),
    },
    differences: await differencesOf(context, builtInRuns[0], runs[0]),
  }
}

const presentName = ({ id, name }: PipelineRecord) => ({ id, name })

async function findCompared(
  { pipelines }: Context,
  name: keyof RunnersQuery,
  id: string,
): Promise<PipelineRecord> {
  const pipeline = await pipelines.find(id)
  if (pipeline === undefined) throw invalid('Could not find this pipeline. It may have been deleted.', name)
  return pipeline
}

/** Returns pipelines of the built-in runner with the extractor and loader that Meltano used last or will use. */
async function findAlike(
  { pipelines }: Context,
  { id, runner }: PipelineRecord,
  [newest]: readonly RunnerRun[],
): Promise<PipelineRecord[]> {
  const pluginUsed = (kind: 'extract' | 'load') => newest?.steps.find((step) => step.kind === kind)?.plugin
  const names = runner.kind === 'meltano' ? blockNames(runner.run) : []
  const [extractor, loader] = [pluginUsed('extract') ?? names[0], pluginUsed('load') ?? names[1]]
  if (extractor === undefined || loader === undefined) return []
  const { items } = await pipelines.list({ extractor, loader, sort: 'name', limit: MAX_ALIKE })
  return items.filter((pipeline) => pipeline.id !== id && pipeline.runner.kind === 'own')
}

/**
 * Compares two executions; that of the built-in runner is `before`. Skips the step that is Meltano itself and
 * steps that only discover streams.
 */
async function differencesOf(
  context: Context,
  builtIn: RunnerRun | undefined,
  meltano: RunnerRun | undefined,
): Promise<Runners['differences']> {
  if (builtIn === undefined || meltano === undefined) return null
  const [before, after] = await Promise.all([builtIn, meltano].map(({ id }) => context.executions.find(id)))
  if (before === undefined || after === undefined) return null
  const { streams, state, ...compared } = compareExecutions(
    { ...before, resolvedConfig: null },
    { ...after, resolvedConfig: null },
  )
  return {
    streams,
    state,
    configuration: settingDifferences(
      { steps: before.steps, config: await hideResolvedConfig(context, before) },
      { steps: after.steps, config: await hideResolvedConfig(context, after) },
    ),
    steps: compared.steps.filter(({ kind }) => kind !== 'command' && kind !== 'discover'),
  }
}

interface RunConfig {
  steps: readonly Step[]
  config: Record<string, JsonObject> | null
}

/**
 * Returns the settings of extractor and loader that differ; null if those of the built-in runner or those that
 * Meltano found are unknown.
 */
function settingDifferences(builtIn: RunConfig, meltano: RunConfig): AuditChange[] | null {
  const meltanoSettings = meltano.config?.['meltano']?.['settings']
  if (builtIn.config === null || !isJsonObject(meltanoSettings)) return null
  const [before, after] = [
    documentOf(builtIn.steps, builtIn.config),
    documentOf(meltano.steps, meltanoSettings),
  ]
  return auditChanges({ stored: before, shown: before }, { stored: after, shown: after })
}

/** Keyed by step, because a plugin might have another name on the other side. */
const documentOf = (steps: readonly Step[], config: JsonObject): JsonObject =>
  Object.fromEntries(
    (['extract', 'load'] as const).map((kind) => {
      const settings = config[steps.find((step) => step.kind === kind)?.plugin ?? '']
      return [kind, isJsonObject(settings) ? settings : {}]
    }),
  )
