import type { Writable } from 'node:stream'

import { totalsOf } from '@flx/shared/executions/execution'

import type {
  ProcessEnd,
  SingerPipe,
  SingerPipeResult,
  SingerStage,
} from '../../../domain/executions/processes.ts'
import { watchOutput } from '../child-sockets.ts'
import { createBatchCounter, type BatchPlaces } from './batch-counter.ts'
import { measureEffort } from './effort-meter.ts'
import { createHop, type Hop, type HopEnd } from './hop.ts'
import { createLineScanner, MAX_LINE_BYTES, type LineProblem, type LineScanner } from './line-scanner.ts'
import { readLines } from './line-splitter.ts'
import { openOutputPipes } from './output-pipes.ts'
import type { Keeper } from '../keeper.ts'
import { startGroup, type ProcessGroup } from '../process-group.ts'
import { logLines, notStarted } from '../process-starter.ts'
import { followProgress } from './progress.ts'
import { spawnTurn } from '../spawn-turn.ts'
import { bindStopSignals } from '../stop-signals.ts'
import { sweepExecution } from '../sweeper.ts'

type PipeOptions = Parameters<SingerPipe['pipe']>[1]

/** Runs extractor | mapper* | loader as process groups. `installation` and `keeper` as in `createProcessStarter`. */
export function createSingerPipe({
  installation,
  keeper,
  batches,
}: {
  installation: string
  keeper?: Keeper
  /** Where files of BATCH messages must be for their records to be counted. */
  batches: BatchPlaces
}): SingerPipe {
  return {
    async pipe(stages, options) {
      if (stages.length < 2) throw new TypeError('A pipe needs an extractor and a loader.')
      // The output with many records stays a socket. All pipes exist before the first program starts.
      const pipes = await Promise.all(stages.map((_, index) => openOutputPipes(index === stages.length - 1)))
      await spawnTurn()
      if (options.signal.aborted || options.forceSignal.aborted) {
        for (const outputs of pipes) outputs?.discard()
        return resultWithoutData(stages.map(() => notStarted(options.signal)))
      }
      // All in one turn: output is lost if a program ends before it is read.
      const started = await Promise.all(
        stages.map((stage, index) =>
          startGroup(stage.spec, {
            installation,
            keeper,
            executionId: options.executionId,
            withStdin: index > 0,
            pipes: pipes[index],
            graceMs: options.graceMs,
            signal: options.signal,
          }),
        ),
      )
      started.forEach((group, index) => {
        if (!('failed' in group)) options.onSpawn(index, group.pid)
      })
      const groups = started.flatMap((group) => ('failed' in group ? [] : [group]))
      const sweep = () => sweepExecution(installation, options.executionId)
      const result =
        groups.length === stages.length
          ? await joinGroups(stages, groups, { ...options, batches }, sweep)
          : await endStarted(started, options, sweep)
      await sweep()
      return result
    },
  }
}

/** Joins the running stages, reacts if one ends early, and waits for all of them. */
async function joinGroups(
  stages: SingerStage[],
  groups: ProcessGroup[],
  options: PipeOptions & { batches: BatchPlaces },
  sweep: () => Promise<unknown>,
): Promise<SingerPipeResult> {
  const batches = createBatchCounter(options.batches, AbortSignal.any([options.signal, options.forceSignal]))
  // With a record limit, the records of batches would be counted too late to apply it.
  const onBatch = options.limitRecords === null ? batches.take : undefined
  const scanners: LineScanner[] = []
  const hops: Hop[] = []
  const timers: NodeJS.Timeout[] = []
  const stopped = new Set<number>()
  let endedBy: number | null = null
  /** The loader has all records up to the limit: stops the stages before it, which is not a failure. */
  let isLimitReached = false
  let fault: { problem: LineProblem; stage: number } | null = null

  const logsRead = groups.map((group, stage) => {
    group.addOutput(watchOutput(group.stderr))
    return readLines(group.stderr, logLines(options), (text) => options.onStderrLine(stage, text))
  })
  const loader = lastOf(groups)
  loader.addOutput(watchOutput(loader.stdout))
  const statesRead = readLines(loader.stdout, { maxBytes: MAX_LINE_BYTES, sign: options.sign }, (line) =>
    line.trim() === '' ? undefined : options.onStateLine(line),
  )
  groups.slice(0, -1).forEach((group, stage) => {
    const next = at(groups, stage + 1)
    const isIntoLoader = next === loader
    const scanner = createLineScanner(isIntoLoader ? { limitRecords: options.limitRecords, onBatch } : {})
    const hop = createHop({
      output: group.stdout,
      input: inputOf(next),
      scanner,
      writerExited: group.exited,
    })
    group.addOutput(hop.reader)
    scanners.push(scanner)
    hops.push(hop)
    // A receiver whose child still holds its input has ended as well.
    const receiverEnded = next.exited.then((): HopEnd => ({ kind: 'refused' }))
    void Promise.race([hop.done, receiverEnded]).then((end) => react(stage, end))
  })

  function react(stage: number, end: HopEnd): void {
    if (end.kind === 'delivered') return
    const receiver = stage + 1
    if (end.kind === 'enough') {
      isLimitReached = true
      stop(groups.slice(0, receiver).keys())
      at(hops, stage).reader.abandon()
      return
    }
    // The stages before the loader end because they were stopped.
    if (isLimitReached && receiver < groups.length - 1) return
    if (!isStopRequested(options)) endedBy ??= end.kind === 'refused' ? receiver : stage
    stop(groups.slice(0, receiver).keys())
    at(hops, stage).reader.abandon()
    if (end.kind === 'refused') {
      // It is usually about to exit on its own; it might still save its state.
      timers.push(setTimeout(() => stop([receiver]), options.graceMs))
      return
    }
    fault ??= { problem: end.problem, stage }
    if (end.problem.partlyPassed) stop(groups.keys().filter((index) => index > stage))
  }

  function stop(indexes: Iterable<number>): void {
    for (const index of indexes) {
      stopped.add(index)
      at(groups, index).terminate('killed')
    }
  }

  const effort = measureEffort(
    groups.map(({ pid }) => pid),
    hops,
  )
  const progress = followProgress(lastOf(scanners), options.onProgress)
  const unbind = bindStopSignals(groups, options, sweep)
  const ends = await Promise.all(
    groups.map(async (group, stage) => {
      void group.exited.then(() => effort.ended(stage))
      const end = await group.ended()
      await logsRead[stage]
      if (group === loader) await statesRead
      options.onEnd(stage, end, isLimitReached && stage < groups.length - 1 && end.outcome === 'killed')
      return end
    }),
  )
  for (const timer of timers) clearTimeout(timer)
  await batches.settled()
  unbind()
  for (const [stage, hop] of hops.entries()) {
    const { leftUnread } = await hop.dispose()
    // A stop is also the reason for the records left unread.
    if (leftUnread && !stopped.has(stage + 1) && !isStopRequested(options)) endedBy ??= stage + 1
  }
  const counts = progress.stop()
  return {
    ends,
    efforts: effort.stop(),
    endedBy,
    limitReached: isLimitReached,
    counts,
    schemas: { extracted: at(scanners, 0).schemas(), loaded: lastOf(scanners).schemas() },
    ...totalsOf(counts),
    uncountedBatches: batches.uncounted(),
    loaderLeftEarly: endedBy === groups.length - 1,
    ...describeFault(fault, stages),
  }
}

/** Ends the stages that were started, because another one could not be. */
async function endStarted(
  started: (ProcessGroup | { failed: ProcessEnd })[],
  options: PipeOptions,
  sweep: () => Promise<unknown>,
): Promise<SingerPipeResult> {
  const ends = await Promise.all(
    started.map(async (group, stage) => {
      const end = 'failed' in group ? group.failed : await endAtOnce(group, stage)
      options.onEnd(stage, end, false)
      return end
    }),
  )
  return { ...resultWithoutData(ends), endedBy: ends.findIndex((end) => end.outcome === 'spawn-failed') }

  async function endAtOnce(group: ProcessGroup, stage: number): Promise<ProcessEnd> {
    group.addOutput(watchOutput(group.stderr))
    group.addOutput(watchOutput(group.stdout))
    const logRead = readLines(group.stderr, logLines(options), (text) => options.onStderrLine(stage, text))
    group.stdin?.on('error', () => undefined).end()
    group.terminate('killed')
    const unbind = bindStopSignals([group], options, sweep)
    const end = await group.ended()
    unbind()
    await logRead
    return end
  }
}

const resultWithoutData = (ends: ProcessEnd[]): SingerPipeResult => ({
  ends,
  efforts: [],
  endedBy: null,
  limitReached: false,
  counts: [],
  schemas: { extracted: new Map(), loaded: new Map() },
  uncountedBatches: [],
  ...totalsOf([]),
  loaderLeftEarly: false,
  oversizedLine: null,
  malformedLine: null,
})

function describeFault(
  fault: { problem: LineProblem; stage: number } | null,
  stages: SingerStage[],
): Pick<SingerPipeResult, 'oversizedLine' | 'malformedLine'> {
  if (fault === null) return { oversizedLine: null, malformedLine: null }
  const { problem, stage } = fault
  if (problem.kind === 'oversized') {
    return { oversizedLine: { stream: problem.stream, bytes: problem.bytes }, malformedLine: null }
  }
  const { lineNumber, excerpt } = problem
  return { oversizedLine: null, malformedLine: { plugin: at(stages, stage).plugin, lineNumber, excerpt } }
}

const isStopRequested = ({ signal, forceSignal }: PipeOptions): boolean =>
  signal.aborted || forceSignal.aborted

function inputOf(group: ProcessGroup): Writable {
  if (group.stdin === null) throw new TypeError('This stage was started without an input.')
  return group.stdin
}

/** Returns an element whose index is known to exist. */
function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`No element ${index}.`)
  return item
}

const lastOf = <T>(items: readonly T[]): T => at(items, items.length - 1)
