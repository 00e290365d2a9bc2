import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { totalsOf } from '@flx/shared/executions/execution'

import type {
  ProcessEnd,
  SingerPipe,
  SingerPipeResult,
  SingerStage,
} from '../../../src/domain/executions/processes.ts'
import { createProcessStarter } from '../../../src/adapters/process/process-starter.ts'
import { createSingerPipe } from '../../../src/adapters/process/pipe/singer-pipe.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/singer')
/** Test files run at the same time: each has its own installation. */
export const INSTALLATION = `test-${randomUUID()}`

export const environment = { PATH: process.env['PATH'] ?? '' }

const program = (file: string, options: object): string[] => [
  process.execPath,
  join(FIXTURES, file),
  JSON.stringify(options),
]

const stage = (kind: SingerStage['kind'], plugin: string, command: string[]): SingerStage => ({
  kind,
  plugin,
  spec: { command, cwd: FIXTURES, env: environment },
})

export const tap = (options: object = {}) => stage('extract', 'tap-test', program('tap.mjs', options))
export const target = (options: object = {}) => stage('load', 'target-test', program('target.mjs', options))
export const extractor = (...command: string[]) => stage('extract', 'tap-command', command)
export const mapper = (...command: string[]) => stage('map', 'map-command', command)
export const loader = (...command: string[]) => stage('load', 'target-command', command)

/** Fails the test that left a process running. */
export async function checkNoSurvivors(installation: string): Promise<void> {
  const survivors = await createProcessStarter({ installation }).findSurvivors()
  if (survivors.length > 0) throw new Error(`Processes live on: ${JSON.stringify(survivors)}`)
}

type PipeOptions = Parameters<SingerPipe['pipe']>[1]

export interface Observed {
  result: SingerPipeResult
  log: string[]
  states: string[]
  progress: number[]
  ended: ProcessEnd[]
  pids: number[]
  seconds: number
}

export interface PipeUnderTest {
  stages: SingerStage[]
  graceMs?: number
  limitRecords?: number
  /** Called for each log line; the place to cancel from. */
  onLog?: (text: string, pipe: { cancel(reason?: Error): void; force(): void }) => void | Promise<void>
  onProgress?: (records: number, pipe: { cancel(reason?: Error): void; force(): void }) => void
  onEnd?: (stage: number) => void
  signal?: AbortSignal
}

/** Runs a pipe of real processes to its end and collects all its reports. */
export async function runPipe(test: PipeUnderTest): Promise<Observed> {
  const cancel = new AbortController()
  const force = new AbortController()
  const controls = {
    cancel: (reason?: Error) => cancel.abort(reason),
    force: () => force.abort(),
  }
  const seen = {
    log: new Array<string>(),
    states: new Array<string>(),
    progress: new Array<number>(),
    ended: new Array<ProcessEnd>(),
    pids: new Array<number>(),
  }
  const options: PipeOptions = {
    executionId: randomUUID(),
    signal: test.signal ?? cancel.signal,
    forceSignal: force.signal,
    limitRecords: test.limitRecords ?? null,
    graceMs: test.graceMs ?? 5000,
    onSpawn: (_, pid) => void seen.pids.push(pid),
    onEnd: (index, end) => {
      seen.ended[index] = end
      test.onEnd?.(index)
    },
    onStderrLine: (_, text) => {
      seen.log.push(text)
      return test.onLog?.(text, controls)
    },
    onStateLine: (line) => void seen.states.push(line),
    onProgress: (counts) => {
      const records = totalsOf(counts).recordsProcessed
      seen.progress.push(records)
      test.onProgress?.(records, controls)
    },
  }
  const start = performance.now()
  const result = await createSingerPipe({
    installation: INSTALLATION,
    batches: { filesFolder: FIXTURES, ownFolder: FIXTURES },
  }).pipe(test.stages, options)
  return { result, ...seen, seconds: (performance.now() - start) / 1000 }
}

/** Whether a process is alive; one that ended but is not reaped by its parent is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = /^State:\s+(\w)/m.exec(statusOf(pid))?.[1]
  return state !== 'Z' && state !== 'X' && state !== undefined
}

/** The pid that the test tap printed for its child. */
export function childPid(log: readonly string[]): number {
  const pid = log.flatMap((line) => /^child (\d+)$/.exec(line)?.[1] ?? [])[0]
  if (pid === undefined) throw new Error(`No child was started:\n${log.join('\n')}`)
  return Number(pid)
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
