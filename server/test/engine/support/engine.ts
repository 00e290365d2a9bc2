import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { ExecuteOptions } from '@flx/shared/executions/execution'
import type { LogLine } from '@flx/shared/logs/log'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { LiveHint } from '@flx/shared/live/live'
import { pluginCreateSchema, type PluginCreateInput } from '@flx/shared/plugins/plugin'
import { pipelineCreateSchema, type PipelineCreateInput } from '@flx/shared/pipelines/pipeline-body'

import { addPlugin } from '../../../src/app/plugins/add-plugin.ts'
import type { EngineContext } from '../../../src/engine/engine-context.ts'
import { startServer } from '../../../src/compose/compose.ts'
import { readEnvironment } from '../../../src/config.ts'
import type { ExecutionRecord, PipelineRecord, StoredOptions } from '../../../src/domain/core/records.ts'
import { embeddedWorkSignal } from '../../../src/adapters/queue/embedded-work-signal.ts'
import { createLog } from '../../../src/core/log.ts'
import { startWorker, type Worker } from '../../../src/worker/worker.ts'
import { environmentOfServer } from '../../support/command-environment.ts'
import { startedFolder } from '../../support/data-folder.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')
const SINGER = join(import.meta.dirname, '../../fixtures/singer')

/** A program of this suite: it reads its config file. */
export const program = (file: 'tap.mjs' | 'target.mjs' | 'dbt.mjs'): string[] => [
  process.execPath,
  join(FIXTURES, file),
]
/** A program that misbehaves as its first argument says. */
export const stub = (file: 'tap.mjs' | 'target.mjs', options: object = {}): string[] => [
  process.execPath,
  join(SINGER, file),
  JSON.stringify(options),
]

/** The user who installs and registers in these tests. */
export const ACTOR = { id: 'person-1', name: 'Ada', trigger: 'manual' as const }

export interface TestEngine extends AsyncDisposable {
  dataDir: string
  context: EngineContext
  worker: Worker
  work: ReturnType<typeof embeddedWorkSignal>
  hints: LiveHint[]
  plugin(body: PluginCreateInput): Promise<void>
  /** A pipeline of `tap` and `target` by default. */
  pipeline(body?: Partial<PipelineCreateInput>): Promise<PipelineRecord>
  /** Adds a pending execution and wakes the worker. */
  execute(pipeline: PipelineRecord, options?: Partial<ExecuteOptions>): Promise<string>
  /** Executes the transform of an execution again, to the end. */
  retry(
    pipeline: PipelineRecord,
    execution: ExecutionRecord,
    from: StoredOptions['from'],
  ): Promise<ExecutionRecord>
  /** Executes to the end. */
  perform(pipeline: PipelineRecord, options?: Partial<ExecuteOptions>): Promise<ExecutionRecord>
  /** Resolves when the execution has ended. */
  ended(id: string): Promise<ExecutionRecord>
  /** Resolves with the execution as soon as it meets `condition`. */
  until(id: string, condition: (execution: ExecutionRecord) => boolean): Promise<ExecutionRecord>
  /** Resolves when a stored log line contains the text. */
  logged(id: string, text: string): Promise<void>
  log(id: string): Promise<LogLine[]>
  state(pipeline: PipelineRecord): Promise<unknown>
}

/** A server without its worker, and a separate worker: real database, real processes. */
export async function startEngine(
  options: { graceMs?: number; concurrency?: number; renewMs?: number; env?: Record<string, string> } = {},
): Promise<TestEngine> {
  const dataDir = await startedFolder('flx-engine-')
  const config = readEnvironment({
    ...environmentOfServer(dataDir),
    FLX_ROLES: 'web',
    ...options.env,
  })
  const server = await startServer(config, createLog(config.logLevel))
  const context: EngineContext = { ...server.engine, graceMs: options.graceMs ?? 5000 }
  const work = embeddedWorkSignal()
  const worker = startWorker({
    context,
    source: work,
    name: 'test',
    concurrency: options.concurrency ?? 2,
    ...(options.renewMs === undefined ? {} : { renewMs: options.renewMs }),
  })
  const hints: LiveHint[] = []
  context.hints.subscribe((hint) => void hints.push(hint))

  /** Checks after every event and every stored log line; once for all that come during a check. */
  const awaitThat = <T>(look: () => Promise<T | undefined>): Promise<T> =>
    new Promise((resolve, reject) => {
      let [isChecking, isOutdated] = [false, false]
      const check = (): void => {
        isOutdated = isChecking
        if (isChecking) return
        isChecking = true
        look().then((found) => {
          isChecking = false
          if (found === undefined) {
            if (isOutdated) check()
            return
          }
          stopEvents()
          stopHints()
          resolve(found)
        }, reject)
      }
      const stopEvents = server.context.events.onAppend(check)
      const stopHints = context.hints.subscribe(check)
      check()
    })

  const until: TestEngine['until'] = (id, condition) =>
    awaitThat(async () => {
      const execution = await context.executions.find(id)
      return execution !== undefined && condition(execution) ? execution : undefined
    })
  const log = async (id: string): Promise<LogLine[]> => {
    const lines: LogLine[] = []
    for await (const page of context.logs.stream(id)) lines.push(...page)
    return lines
  }

  async function enqueue(
    pipeline: PipelineRecord,
    stored: StoredOptions,
    retryOf: string | null = null,
  ): Promise<string> {
    const id = context.newId()
    await context.executions.enqueue({
      id,
      pipelineId: pipeline.id,
      pipelineName: pipeline.name,
      trigger: retryOf === null ? 'manual' : 'retry',
      triggeredBy: null,
      triggeredByName: null,
      fullRefresh: stored.fullRefresh,
      options: stored,
      attempt: retryOf === null ? 1 : 2,
      retryOf,
      firstExecutionId: retryOf,
      queuedAt: context.clock.now().toISOString(),
      notBefore: null,
      priority: pipeline.priority,
    })
    work.pending()
    return id
  }

  const engine: TestEngine = {
    dataDir,
    context,
    worker,
    work,
    hints,
    async plugin(body) {
      await addPlugin(server.context, pluginCreateSchema.parse(body), ACTOR)
    },
    async pipeline(body = {}) {
      const at = context.clock.now().toISOString()
      const record: PipelineRecord = {
        ...pipelineCreateSchema.parse({ name: 'People', extractor: 'tap', loader: 'target', ...body }),
        secretSettings: {},
        template: null,
        id: context.newId(),
        createdBy: null,
        createdByName: null,
        createdAt: at,
        updatedAt: at,
        archivedAt: null,
        version: 1,
      }
      await context.pipelines.create(record)
      return record
    },
    execute: (pipeline, given = {}) => enqueue(pipeline, { fullRefresh: false, ...given }),
    async retry(pipeline, { id, options }, from) {
      return engine.ended(await enqueue(pipeline, { ...options, from }, id))
    },
    async perform(pipeline, given) {
      return engine.ended(await engine.execute(pipeline, given))
    },
    ended: (id) => until(id, ({ status }) => isFinished(status)),
    until,
    async logged(id, text) {
      await awaitThat(async () => (await log(id)).find((line) => line.text.includes(text)))
    },
    log,
    state: async (pipeline) => (await context.states.current(pipeline.id))?.value,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      const survivors = await context.starter.findSurvivors()
      await server[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
      if (survivors.length > 0) throw new Error(`Processes live on: ${JSON.stringify(survivors)}`)
    },
  }
  return engine
}
