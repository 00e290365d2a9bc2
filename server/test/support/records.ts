import { totalsOf, type ExecutionListQuery } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import { executionListQuerySchema } from '@flx/shared/executions/execution'
import { pipelineListQuerySchema, type PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'
import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'
import { pluginListQuerySchema, type PluginListQuery } from '@flx/shared/plugins/plugin'
import { templateContentSchema } from '@flx/shared/templates/template'

import type { Stores } from '../../src/adapters/db/create-stores.ts'
import type { TemplateRecord } from '../../src/domain/templates/template-store.ts'
import { createNewId } from '../../src/adapters/system/system.ts'
import { LEASE_SECONDS, type Lease, type NewExecution } from '../../src/domain/executions/execution-store.ts'
import type { ExecutionResult, PipelineRecord, PluginRecord } from '../../src/domain/core/records.ts'

export const newId = createNewId()

const AT = '2026-11-23T08:00:00.000Z'

/** Makes a pipeline to store. */
export function aPipeline(fields: Partial<PipelineRecord> = {}): PipelineRecord {
  const id = fields.id ?? newId()
  return {
    id,
    name: `Pipeline ${id}`,
    description: '',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    mappers: [],
    transform: '',
    config: {},
    secretSettings: {},
    schedule: '',
    timezone: 'UTC',
    missedTicks: 'once',
    retryAttempts: 0,
    retryDelaySeconds: 60,
    retryOn: ['errored', 'timed-out', 'interrupted'],
    startWindowSeconds: 0,
    priority: 'normal',
    requiredLabels: [],
    isActive: true,
    tags: [],
    timeoutSeconds: null,
    silenceTimeoutSeconds: null,
    catalogMaxAgeHours: null,
    after: null,
    owner: '',
    freshnessTargetSeconds: null,
    successObjective: null,
    freshnessObjective: null,
    objectiveDays: 28,
    runner: BUILT_IN_RUNNER,
    template: null,
    createdBy: null,
    createdByName: null,
    createdAt: AT,
    updatedAt: AT,
    archivedAt: null,
    version: 1,
    ...fields,
  }
}

/** Makes a template to store. */
export function aTemplate(fields: Partial<TemplateRecord> = {}): TemplateRecord {
  return {
    id: newId(),
    name: 'Shop',
    description: '',
    version: 1,
    bundled: false,
    content: templateContentSchema.parse({
      naming: '{who}',
      parameters: [{ name: 'who' }, { name: 'token', kind: 'secret', required: false }],
      body: { extractor: 'tap-csv', loader: 'target-jsonl' },
    }),
    createdAt: AT,
    updatedAt: AT,
    updatedByName: 'Ada',
    ...fields,
  }
}

/** Makes a registered plugin to store. */
export function aPlugin(fields: Partial<PluginRecord> = {}): PluginRecord {
  const id = fields.id ?? newId()
  return {
    id,
    name: `tap-${id}`,
    type: 'extractor',
    variant: '',
    version: '',
    label: '',
    description: '',
    docs: '',
    pipUrl: null,
    command: null,
    executable: null,
    mode: null,
    capabilities: [],
    settingDefinitions: [],
    settingGroups: [],
    settings: {},
    secretSettings: [],
    env: {},
    python: null,
    inheritFrom: null,
    maxConcurrent: null,
    bundled: false,
    installedAt: null,
    installStatus: 'none',
    installError: null,
    installRemedy: null,
    newestVersion: null,
    revision: 1,
    createdAt: AT,
    updatedAt: AT,
    ...fields,
  }
}

/** Makes an execution to enqueue. */
export function anExecution(
  pipeline: Pick<PipelineRecord, 'id' | 'name'>,
  fields: Partial<NewExecution> = {},
): NewExecution {
  return {
    id: newId(),
    pipelineId: pipeline.id,
    pipelineName: pipeline.name,
    trigger: 'manual',
    triggeredBy: null,
    triggeredByName: null,
    fullRefresh: false,
    options: { fullRefresh: fields.fullRefresh ?? false },
    attempt: 1,
    retryOf: null,
    firstExecutionId: null,
    queuedAt: AT,
    notBefore: null,
    priority: 'normal',
    ...fields,
  }
}

/** Makes the result of a successful execution. */
export function aResult(fields: Partial<ExecutionResult> = {}): ExecutionResult {
  return {
    status: 'success',
    outcome: 'completed',
    errorMessage: null,
    errorLines: [],
    ...totalsOf([]),
    streams: [],
    steps: [],
    logLines: 0,
    ...fields,
  }
}

/** Makes a step that started no process. */
export const aStep = (kind: Step['kind'], status: Step['status']): Step => ({
  kind,
  plugin: `${kind}-stub`,
  command: [],
  status,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  signal: null,
  outcome: null,
  pid: null,
})

export const pipelineQuery = (fields: Partial<PipelineListQuery> = {}): PipelineListQuery => ({
  ...pipelineListQuerySchema.parse({}),
  ...fields,
})
export const executionQuery = (fields: Partial<ExecutionListQuery> = {}): ExecutionListQuery => ({
  ...executionListQuerySchema.parse({}),
  ...fields,
})
export const pluginQuery = (fields: Partial<PluginListQuery> = {}): PluginListQuery => ({
  ...pluginListQuerySchema.parse({}),
  ...fields,
})

/** Returns the time this many seconds after the start of these tests, as stored. */
export const at = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString()

/** Stores a pipeline. */
export async function storedPipeline(
  stores: Stores,
  fields: Partial<PipelineRecord> = {},
): Promise<PipelineRecord> {
  const pipeline = aPipeline(fields)
  await stores.pipelines.create(pipeline)
  return pipeline
}

/** Queues and starts an execution at `seconds`, as a worker would. Returns its lease. */
export async function startedExecution(
  stores: Stores,
  pipeline: Pick<PipelineRecord, 'id' | 'name'>,
  { seconds = 0, ...fields }: Partial<NewExecution> & { seconds?: number } = {},
): Promise<Lease> {
  const execution = anExecution(pipeline, { queuedAt: at(seconds), ...fields })
  const enqueued = await stores.executions.enqueue(execution)
  if (!enqueued.created) throw new Error(`Execution ${enqueued.unfinishedId} is in the way.`)
  const token = `token-${execution.id}`
  const claimed = await stores.executions.claim('worker', token, () => new Date(at(seconds)), LEASE_SECONDS)
  if (claimed?.id !== execution.id) throw new Error('Another execution was claimed.')
  return { executionId: execution.id, token }
}

/** Starts an execution and ends it after `duration` seconds. Returns its ID. */
export async function endedExecution(
  stores: Stores,
  pipeline: Pick<PipelineRecord, 'id' | 'name'>,
  {
    seconds = 0,
    duration = 1,
    ...result
  }: Partial<ExecutionResult> & { seconds?: number; duration?: number } = {},
): Promise<string> {
  const lease = await startedExecution(stores, pipeline, { seconds })
  await stores.executions.finish(lease, aResult(result), at(seconds + duration))
  return lease.executionId
}

/** Takes the waiting execution and ends it, as a worker would. Returns its ID. */
export async function endWaiting(
  { executions }: Pick<Stores, 'executions'>,
  result: Partial<ExecutionResult>,
): Promise<string> {
  const token = crypto.randomUUID()
  const claimed = await executions.claim('test', token, () => new Date(), LEASE_SECONDS)
  if (claimed === undefined) throw new Error('No execution was waiting')
  await executions.finish({ executionId: claimed.id, token }, aResult(result), new Date().toISOString())
  return claimed.id
}

/** Makes the result of a failed execution. */
export const failedBecause = (errorMessage: string): Partial<ExecutionResult> => ({
  status: 'failed',
  outcome: 'errored',
  errorMessage,
})
