import { unwrittenOf, type StreamCount } from '@flx/shared/executions/execution'

import { endSentence } from '../../domain/executions/error-summary.ts'
import {
  exitedCleanly,
  type ExecutionFolder,
  type SingerStage,
  type StopOptions,
} from '../../domain/executions/processes.ts'
import type { EngineContext } from '../engine-context.ts'
import { failed, pipeFailure, type Verdict } from '../execution-verdict.ts'
import { writeExtractorFiles } from '../files/extractor-files.ts'
import { DISCOVER, type Configs, type RunState } from './run-state.ts'
import { hideCommand } from '../../app/settings/plugin-secrets.ts'
import { writeProcessFiles } from '../files/process-files.ts'
import type { ExecutionLog } from '../progress/execution-log.ts'
import { createWrittenRecords } from '../progress/written-records.ts'
import { performTransform } from './perform-transform.ts'
import { shortenPath } from '../shorten-path.ts'
import { plannedProcesses, type ExecutionPlan } from '../resolve-execution.ts'

/** Discovers, pipes and transforms in a private folder, which is removed afterwards; leaves no process behind. */
export async function performSteps(context: EngineContext, run: RunState): Promise<Verdict> {
  const { execution, log } = run
  await using folder = await createPrivateFolder(context, execution.id)
  try {
    const stop = { ...run.stop, graceMs: context.graceMs }
    const configs = await writeConfigs(folder, run.plan)
    const verdict = await load(context, run, folder, configs, stop)
    if (verdict !== null) return verdict
    return await performTransform(context, run, {
      folder,
      configs,
      index: transformIndex(run.plan),
      stop,
    })
  } finally {
    const { killed } = await context.starter.sweep(execution.id)
    if (killed > 0)
      log.system('warning', `Ended ${killed} ${killed === 1 ? 'leftover process' : 'leftover processes'}.`)
  }
}

/** Discovers, extracts and loads, unless a previous execution already did; returns a verdict on failure. */
async function load(
  context: EngineContext,
  run: RunState,
  folder: ExecutionFolder,
  configs: Configs,
  stop: StopOptions,
): Promise<Verdict | null> {
  const { execution, plan, steps, log } = run
  if (execution.options.from !== undefined) {
    const note = `Execution ${execution.retryOf ?? 'before'} loaded the data already.`
    for (let index = DISCOVER; index < transformIndex(plan); index++) steps.skip(index, note)
    log.system('info', `Nothing is extracted or loaded. ${note}`)
    return null
  }
  const files = await writeExtractorFiles(context, run, folder, configs, stop)
  if ('status' in files) return files
  if (stop.signal.aborted) return failed('The execution was stopped before it extracted anything.', [])
  return pipe(context, run, configs, files.args, stop)
}

/** Returns the index of the transform's step, after discovery, extractor, mappers and loader. */
const transformIndex = (plan: ExecutionPlan): number => DISCOVER + plan.mappers.length + 3

async function createPrivateFolder(
  context: EngineContext,
  executionId: string,
): Promise<ExecutionFolder & AsyncDisposable> {
  const folder = await context.folders.create(executionId)
  return { ...folder, [Symbol.asyncDispose]: () => folder.remove() }
}

async function writeConfigs(folder: ExecutionFolder, plan: ExecutionPlan): Promise<Configs> {
  const paths: Configs = new Map()
  for (const [index, program] of plannedProcesses(plan).entries()) {
    paths.set(program, await writeProcessFiles(folder, program, `${program.kind}-${index}`))
  }
  return paths
}

async function pipe(
  context: EngineContext,
  run: RunState,
  configs: Configs,
  extractorArgs: readonly string[],
  stop: StopOptions,
): Promise<Verdict | null> {
  const { plan, steps, state, log, progress, execution } = run
  const processes = [plan.extractor, ...plan.mappers, plan.loader]
  const stages = processes.map((program, index): SingerStage => {
    const args = ['--config', configs.get(program) ?? '', ...(index === 0 ? extractorArgs : [])]
    steps.command(index + 1, [...hideCommand(program.command).map(log.mask), ...args.map(shortenPath)])
    return {
      kind: program.kind as SingerStage['kind'],
      plugin: program.plugin.name,
      spec: { command: [...program.command, ...args], cwd: context.filesFolder, env: program.env },
    }
  })
  const maskStreams = withMaskedNames(log.mask)
  const key = (index: number): string => `stage ${index}`
  const loaderKey = key(stages.length - 1)
  const loaderRecords = createWrittenRecords()
  log.onMetric(loaderKey, loaderRecords.add)
  const updateProgress = (counts: StreamCount[]): void =>
    progress.update(maskStreams(loaderRecords.addTo(counts)))
  const result = await context.pipe.pipe(stages, {
    ...stop,
    executionId: execution.id,
    onSpawn: (index, pid) => steps.started(index + 1, pid),
    limitRecords: execution.options.limitRecords ?? null,
    onEnd(index, end, enough) {
      const ok = enough || exitedCleanly(end)
      steps.ended(index + 1, end, ok)
      const plugin = stages[index]?.plugin ?? ''
      const sentence = enough
        ? `${plugin} was stopped: the loader has all records up to the limit`
        : endSentence(plugin, end)
      log.system(ok ? 'info' : 'warning', `${sentence}.`)
    },
    onStderrLine: (index, line) => log.process(processes[index]?.source ?? 'system', key(index), line),
    onStateLine: (line) => (state.line(line) ? undefined : log.process('loader', loaderKey, line)),
    onProgress: updateProgress,
  })
  updateProgress(result.counts)
  run.facts.schemas = result.schemas
  for (const [index, effort] of result.efforts.entries()) steps.measured(index + 1, effort)
  for (const { stream, files } of result.uncountedBatches) {
    const description = files === 1 ? 'a batch file' : `${files} batch files`
    log.system(
      'warning',
      log.mask(`The records in ${description} of the stream "${stream}" could not be counted.`),
    )
  }
  if (result.endedBy === null) warnOfUnwritten(log, stages.at(-1)?.plugin ?? '', progress.latest().streams)
  if (result.endedBy !== null) steps.fail(result.endedBy + 1)
  // Before the transform; if this fails, the state is stored at the end.
  await state.flush().catch(() => false)
  const verdict = pipeFailure(
    stages.map(({ kind, plugin }, index) => ({ kind, plugin, recent: log.recent(key(index)) })),
    result,
  )
  if (verdict === null) return null
  return { ...verdict, errorMessage: log.mask(verdict.errorMessage ?? '') }
}

const SHOWN_STREAMS = 5

/** Logs one warning about the streams for which the loader reports fewer records than it received. */
function warnOfUnwritten(log: ExecutionLog, loader: string, streams: readonly StreamCount[]): void {
  const incomplete = streams.filter((count) => unwrittenOf(count) > 0)
  if (incomplete.length === 0) return
  const examples = incomplete
    .slice(0, SHOWN_STREAMS)
    .map(({ stream, written, records }) => `${stream} (${written} of ${records})`)
  const rest =
    incomplete.length > SHOWN_STREAMS ? ` and ${incomplete.length - SHOWN_STREAMS} more streams` : ''
  log.system(
    'warning',
    `${loader} reports fewer records written than it was given: ${examples.join(', ')}${rest}.`,
  )
}

/** Masks stream names, which can contain a configured secret; each name only once. */
function withMaskedNames(mask: (text: string) => string): (counts: StreamCount[]) => StreamCount[] {
  const maskedNames = new Map<string, string>()
  return (counts) =>
    counts.map((count) => {
      const name = maskedNames.get(count.stream) ?? mask(count.stream)
      maskedNames.set(count.stream, name)
      return name === count.stream ? count : { ...count, stream: name }
    })
}
