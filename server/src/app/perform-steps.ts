import type { StreamCount } from '@flx/shared/execution'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

import { notSelected, selectInCatalog } from '../domain/catalog-selection.ts'
import { endSentence } from '../domain/error-summary.ts'
import type { ExecutionFolder, SingerStage, StopOptions } from '../domain/processes.ts'
import type { ExecutionRecord } from '../domain/records.ts'
import type { ConfirmedState } from './confirmed-state.ts'
import { discoverCatalog, hasCapability, selectionRules } from './discover-catalog.ts'
import type { EngineContext } from './engine-context.ts'
import type { ExecutionLog } from './execution-log.ts'
import type { ExecutionProgress } from './execution-progress.ts'
import type { ExecutionSteps } from './execution-steps.ts'
import { failed, isGood, pipeFailure, stageFailure, succeeded, type Verdict } from './execution-verdict.ts'
import { plannedProcesses, type ExecutionPlan, type PlannedProcess } from './resolve-execution.ts'

interface Performance {
  execution: ExecutionRecord
  plan: ExecutionPlan
  /** The state at the start. */
  before: Json
  steps: ExecutionSteps
  state: ConfirmedState
  log: ExecutionLog
  progress: ExecutionProgress
  stop: Omit<StopOptions, 'graceMs'>
}

const DISCOVER = 0

/** Discover, pipe, transform, in a private folder that is removed afterwards; no process is left at the end. */
export async function performSteps(context: EngineContext, performance: Performance): Promise<Verdict> {
  const { execution, log } = performance
  await using folder = await privateFolder(context, execution.id)
  try {
    const stop = { ...performance.stop, graceMs: context.graceMs }
    const configs = await writeConfigs(folder, performance.plan)
    const files = await extractorFiles(context, performance, folder, configs, stop)
    if ('status' in files) return files
    if (stop.signal.aborted) return failed('The execution was stopped before it extracted anything.', [])
    const piped = await pipe(context, performance, configs, files.args, stop)
    if (piped !== null) return piped
    return await transform(context, performance, configs, stop)
  } finally {
    const { killed } = await context.starter.sweep(execution.id)
    if (killed > 0)
      log.system('warning', `Ended ${killed} ${killed === 1 ? 'process' : 'processes'} left behind.`)
  }
}

async function privateFolder(
  context: EngineContext,
  executionId: string,
): Promise<ExecutionFolder & AsyncDisposable> {
  const folder = await context.folders.create(executionId)
  return { ...folder, [Symbol.asyncDispose]: () => folder.remove() }
}

type Configs = Map<PlannedProcess, string>

async function writeConfigs(folder: ExecutionFolder, plan: ExecutionPlan): Promise<Configs> {
  const paths: Configs = new Map()
  for (const [index, process] of plannedProcesses(plan).entries()) {
    const name = `${process.kind}-${index}.config.json`
    paths.set(process, await folder.write(name, JSON.stringify(process.resolved.config)))
  }
  return paths
}

/** The catalogue with its selection and the state, as files and arguments; a verdict when discovery failed. */
async function extractorFiles(
  context: EngineContext,
  { execution, plan, before, steps, log }: Performance,
  folder: ExecutionFolder,
  configs: Configs,
  stop: StopOptions,
): Promise<{ args: string[] } | Verdict> {
  const { extractor } = plan
  const rules = { ...selectionRules(extractor), only: execution.options.streams ?? null }
  steps.command(DISCOVER, [...extractor.command.map(log.mask), '--config', 'config.json', '--discover'])
  const discovery = await discoverCatalog(context, {
    executionId: execution.id,
    extractor,
    configPath: configs.get(extractor) ?? '',
    fresh: execution.fullRefresh,
    log,
    stop,
    onSpawn: (pid) => steps.started(DISCOVER, pid),
    onEnd: (end, ok) => steps.ended(DISCOVER, end, ok),
  })
  if (discovery.outcome === 'failed') {
    const { errorLines } = stageFailure(
      { plugin: extractor.plugin.name, recent: log.recent('discover') },
      discovery.end,
    )
    return failed(log.mask(discovery.message), errorLines)
  }
  const args: string[] = []
  if (discovery.outcome === 'found') {
    if (discovery.cached) steps.skip(DISCOVER)
    const catalog = selectInCatalog(discovery.catalog, rules)
    const missing = notSelected(catalog, rules.only ?? [])
    if (missing.length > 0) return failed(missingSentence(extractor, missing), [])
    log.system('info', selectionSentence(catalog, discovery.cached))
    args.push(
      hasCapability(extractor, 'catalog') ? '--catalog' : '--properties',
      await folder.write('catalog.json', JSON.stringify(catalog)),
    )
  } else if (rules.only !== null) {
    return failed(
      `Streams cannot be chosen: ${extractor.plugin.name} gives no catalogue. Execute without choosing streams.`,
      [],
    )
  } else {
    if (discovery.message === null) steps.skip(DISCOVER)
    else log.system('warning', log.mask(`${discovery.message}. It works without a catalogue.`))
  }
  const passed = !execution.fullRefresh && before !== null && hasCapability(extractor, 'state')
  if (passed) args.push('--state', await folder.write('state.json', JSON.stringify(before)))
  log.system('info', stateSentence(execution, extractor, before))
  return { args }
}

const missingSentence = (extractor: PlannedProcess, names: readonly string[]): string =>
  `The chosen ${names.length === 1 ? 'stream is' : 'streams are'} not selected in the catalogue of ${extractor.plugin.name}: ${names.join(', ')}. Choose others, or change the selection of the pipeline.`

function stateSentence({ fullRefresh }: ExecutionRecord, extractor: PlannedProcess, before: Json): string {
  if (before === null) return 'There is no state yet: everything is extracted.'
  if (fullRefresh) return 'The state is not used: this is a full refresh.'
  return hasCapability(extractor, 'state')
    ? 'Continues from the saved state.'
    : `The saved state is not used: ${extractor.plugin.name} does not state the capability "state".`
}

function selectionSentence(catalog: JsonObject, cached: boolean): string {
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'].filter(isJsonObject) : []
  const selected = streams.filter((stream) => stream['selected'] === true).length
  return `${selected} of ${streams.length} streams selected (${cached ? 'catalogue from the cache' : 'catalogue discovered'}).`
}

async function pipe(
  context: EngineContext,
  performance: Performance,
  configs: Configs,
  extractorArgs: readonly string[],
  stop: StopOptions,
): Promise<Verdict | null> {
  const { plan, steps, state, log, progress, execution } = performance
  const processes = [plan.extractor, ...plan.mappers, plan.loader]
  const stages = processes.map((process, index): SingerStage => {
    const args = ['--config', configs.get(process) ?? '', ...(index === 0 ? extractorArgs : [])]
    steps.command(index + 1, [...process.command.map(log.mask), ...args.map(baseName)])
    return {
      kind: process.kind as SingerStage['kind'],
      plugin: process.plugin.name,
      spec: { command: [...process.command, ...args], cwd: context.filesFolder, env: process.env },
    }
  })
  const shown = withMaskedNames(log.mask)
  const key = (index: number): string => `stage ${index}`
  const result = await context.pipe.pipe(stages, {
    ...stop,
    executionId: execution.id,
    onSpawn: (index, pid) => steps.started(index + 1, pid),
    limitRecords: execution.options.limitRecords ?? null,
    onEnd(index, end, enough) {
      const ok = enough || isGood(end)
      steps.ended(index + 1, end, ok)
      const plugin = stages[index]?.plugin ?? ''
      const why = enough
        ? `${plugin} was stopped: the loader has the records that were asked for`
        : endSentence(plugin, end)
      log.system(ok ? 'info' : 'warning', `${why}.`)
    },
    onStderrLine: (index, line) => log.process(processes[index]?.source ?? 'system', key(index), line),
    onStateLine: (line) => state.line(line),
    onProgress: (counts, records) => progress.update(shown(counts), records),
  })
  progress.update(shown(result.counts), result.recordsProcessed)
  if (result.endedBy !== null) steps.fail(result.endedBy + 1)
  // Before the transform; what could not be stored now is stored at the end.
  await state.flush().catch(() => false)
  const verdict = pipeFailure(
    stages.map(({ kind, plugin }, index) => ({ kind, plugin, recent: log.recent(key(index)) })),
    result,
  )
  if (verdict === null) return null
  return { ...verdict, errorMessage: log.mask(verdict.errorMessage ?? '') }
}

async function transform(
  context: EngineContext,
  { plan, steps, log, execution }: Performance,
  configs: Configs,
  stop: StopOptions,
): Promise<Verdict> {
  const process = plan.transform
  if (process === null) return succeeded()
  if (stop.signal.aborted) return failed('The execution was stopped before its transform.', [])
  const index = plan.mappers.length + 3
  const args = [
    '--config',
    configs.get(process) ?? '',
    ...(process.argument === null ? [] : [process.argument]),
  ]
  steps.command(index, [...process.command.map(log.mask), ...args.map(baseName)])
  const end = await context.starter.start(
    { command: [...process.command, ...args], cwd: context.filesFolder, env: process.env },
    {
      ...stop,
      executionId: execution.id,
      onStdout: null,
      onStdoutLine: (line) => log.process('transform', 'transform', line),
      onStderrLine: (line) => log.process('transform', 'transform', line),
      onSpawn: (pid) => steps.started(index, pid),
    },
  )
  steps.ended(index, end, isGood(end))
  if (isGood(end)) return succeeded()
  const verdict = stageFailure({ plugin: process.plugin.name, recent: log.recent('transform') }, end)
  return { ...verdict, errorMessage: log.mask(verdict.errorMessage ?? '') }
}

/** Private paths say nothing to a reader: the file's name does. */
const baseName = (argument: string): string =>
  argument.startsWith('/') ? (argument.split('/').at(-1) ?? argument) : argument

/** A stream may be named by what is configured; each name is looked at once. */
function withMaskedNames(mask: (text: string) => string): (counts: StreamCount[]) => StreamCount[] {
  const known = new Map<string, string>()
  return (counts) =>
    counts.map((count) => {
      const name = known.get(count.stream) ?? mask(count.stream)
      known.set(count.stream, name)
      return name === count.stream ? count : { ...count, stream: name }
    })
}
