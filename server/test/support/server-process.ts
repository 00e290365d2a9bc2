import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import { INHERITED } from './command-environment.ts'

/** `npm test` provides the bundle, which is what users start; a test run alone uses the sources. */
export const MAIN =
  process.env['FLX_TEST_MAIN'] ?? fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The server as a separate process, as with `npm start`. */
export class ServerProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** The complete output of the process. */
  output = ''
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>

  /** `main`: the entry point of another build. */
  constructor(env: Record<string, string>, main = MAIN) {
    this.child = spawn(process.execPath, [main], {
      env: {
        ...INHERITED,
        FLX_PORT: '0',
        // Each connection takes PostgreSQL as long as some dozens of statements.
        FLX_DATABASE_CONNECTIONS: '3',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout.on('data', (chunk: Buffer) => void (this.output += chunk.toString()))
    this.child.stderr.on('data', (chunk: Buffer) => void (this.output += chunk.toString()))
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** The address of the ready line. Rejects with the output when the process ends first. */
  async ready(): Promise<string> {
    const exit = this.ended.then((code) => {
      throw new Error(`The server ended with ${code}: ${this.output}`)
    })
    for (;;) {
      const url = /^FLX Pipelines is ready at (\S+)$/m.exec(this.output)?.[1]
      if (url !== undefined) {
        exit.catch(() => undefined)
        return url
      }
      await Promise.race([once(this.child.stdout, 'data'), exit])
    }
  }
}
