import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { createSingerPipe } from '../../../src/adapters/process/pipe/singer-pipe.ts'

/** Two programs to join, as argument arrays. */
export interface Programs {
  tap: string[]
  target: string[]
  cwd: string
}

const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' }

/** Joins the programs by the shell's own pipe, the control. */
export async function joinByShell({ tap, target, cwd }: Programs): Promise<void> {
  const script = `${tap.map(quote).join(' ')} 2>/dev/null | ${target.map(quote).join(' ')} >/dev/null 2>&1`
  const child = spawn('sh', ['-c', script], { cwd, env, stdio: 'ignore' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The shell pipe ended with ${String(code)}: ${script}`)
}

/** Joins the programs by the product's pipe. Returns the number of records counted. */
export async function joinByRunner({ tap, target, cwd }: Programs): Promise<number> {
  const log: string[] = []
  const never = new AbortController().signal
  const result = await createSingerPipe({
    installation: `bench-${process.pid}`,
    batches: { filesFolder: process.cwd(), ownFolder: process.cwd() },
  }).pipe(
    [
      { kind: 'extract', plugin: 'tap', spec: { command: tap, cwd, env } },
      { kind: 'load', plugin: 'target', spec: { command: target, cwd, env } },
    ],
    {
      executionId: 'bench',
      signal: never,
      forceSignal: never,
      limitRecords: null,
      graceMs: 10_000,
      onSpawn: () => undefined,
      onEnd: () => undefined,
      onStderrLine: (_, text) => void log.push(text),
      onStateLine: () => undefined,
      onProgress: () => undefined,
    },
  )
  if (result.endedBy !== null || result.ends.some(({ exitCode }) => exitCode !== 0)) {
    throw new Error(`The pipe failed: ${JSON.stringify(result)}\n${log.slice(-20).join('\n')}`)
  }
  return result.recordsProcessed
}

const quote = (argument: string): string => `'${argument.replaceAll("'", String.raw`'\''`)}'`
