import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'

import { keptPipes } from './kept-pipes.ts'
import { lineSplitter } from './line-splitter.ts'
import type { CommandEnd } from './spool.ts'

/** Time between SIGTERM and SIGKILL, as on the server. */
const GRACE_MS = 10_000

export interface RunningCommand {
  ended: Promise<CommandEnd>
  /** Stops the command, and kills it if it does not end; `force` kills at once. */
  stop(force: boolean): void
}

/**
 * Starts a command, passes its output through and reports its lines. If this process is killed, the command
 * continues and its output still reaches its destination. Never rejects.
 */
export async function runCommand(
  command: readonly string[],
  onLine: (text: string, from: 'stdout' | 'stderr') => void,
): Promise<RunningCommand> {
  const [program = '', ...args] = command
  // A group of its own, so that a stop reaches its child processes as well.
  const pipes = await keptPipes()
  const child = spawn(program, args, {
    stdio: ['inherit', ...(pipes?.written ?? (['pipe', 'pipe'] as const))],
    detached: true,
  })
  const [stdout, stderr] = pipes?.read ?? [child.stdout as Readable, child.stderr as Readable]
  for (const file of pipes?.written ?? []) closeSync(file)
  let cancelled = false
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // It has already ended.
    }
  }
  let killer: NodeJS.Timeout | undefined
  const passOn = (signal: NodeJS.Signals): void => {
    cancelled = true
    kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, passOn)
  const passed = [
    pass(stdout, process.stdout, (text) => onLine(text, 'stdout')),
    pass(stderr, process.stderr, (text) => onLine(text, 'stderr')),
  ]
  const ended = endOf(child).then(async (end) => {
    await Promise.all(passed)
    pipes?.release()
    clearTimeout(killer)
    for (const signal of signals) process.off(signal, passOn)
    return { ...end, finishedAt: new Date().toISOString(), cancelled }
  })
  return {
    ended,
    stop(force) {
      kill(force ? 'SIGKILL' : 'SIGTERM')
      if (!force) killer ??= setTimeout(() => kill('SIGKILL'), GRACE_MS)
    },
  }
}

function endOf(child: ChildProcess): Promise<Pick<CommandEnd, 'exitCode' | 'signal' | 'startError'>> {
  const { promise, resolve } = Promise.withResolvers<Pick<CommandEnd, 'exitCode' | 'signal' | 'startError'>>()
  child.once('error', (error: NodeJS.ErrnoException) => {
    const startError = error.code === 'ENOENT' ? 'the program was not found' : error.message
    resolve({ exitCode: null, signal: null, startError })
  })
  child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  return promise
}

/** Passes bytes through with back-pressure; errors of a closed reader are ignored. */
async function pass(from: Readable, to: Writable, onLine: (text: string) => void): Promise<void> {
  const lines = lineSplitter(onLine)
  let open = true
  to.on('error', () => (open = false))
  from.on('data', (chunk: Buffer) => {
    lines.add(chunk)
    if (!open || to.write(chunk)) return
    from.pause()
    to.once('drain', () => from.resume())
    to.once('error', () => from.resume())
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  from.once('close', resolve)
  from.once('error', () => resolve())
  await promise
  lines.end()
}

/** Returns the exit code that a shell would use. */
export function exitCodeOf({ exitCode, signal, startError }: CommandEnd): number {
  if (exitCode !== null) return exitCode
  if (startError !== undefined) return 127
  return 128 + (signal === null ? 0 : (constants.signals[signal as NodeJS.Signals] ?? 0))
}
