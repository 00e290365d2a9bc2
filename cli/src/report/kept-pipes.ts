import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** How long the keeper may take to start; without it the command starts all the same. */
const START_MS = 5000

/**
 * Reads nothing while `flx` lives, which it sees by its standard input. When `flx` is killed it takes the output over and
 * passes it on, so that the command never writes into a closed pipe.
 */
const KEEPER = `exec 4<"$1" 5<"$2" || exit 1
echo >&3
exec 3>&-
read -r _
cat <&4 4<&- 5<&- &
cat <&5 4<&- 5<&- >&2
wait`

/** What a command writes into, what is read of it here, and how to be done with both. */
export interface KeptPipes {
  /** For the command: close them once it has been started. */
  written: [stdout: number, stderr: number]
  read: [stdout: Readable, stderr: Readable]
  /** Once the command has ended. */
  release(): void
}

/** Pipes that stay open when this process is killed. Undefined where a system has none of that kind. */
export async function keptPipes(): Promise<KeptPipes | undefined> {
  const opened: number[] = []
  const open = (path: string, flags: number): number => {
    const file = openSync(path, flags)
    opened.push(file)
    return file
  }
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'flx-report-'))
    const [out, err] = [join(folder, 'out'), join(folder, 'err')]
    execFileSync('mkfifo', ['-m', '600', out, err], { stdio: 'ignore' })
    const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
    const [outRead, errRead] = [open(out, O_RDONLY | O_NONBLOCK), open(err, O_RDONLY | O_NONBLOCK)]
    const written: [number, number] = [open(out, O_WRONLY), open(err, O_WRONLY)]
    const release = await startKeeper(out, err)
    return {
      written,
      read: [readerOf(outRead), readerOf(errRead)],
      release,
    }
  } catch {
    for (const file of opened) closeSync(file)
    return undefined
  } finally {
    // Both sides have them open: their names are not needed any more.
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

const readerOf = (fd: number): Readable => new Socket({ fd, readable: true, writable: false })

/** Resolves once the keeper holds the pipes. */
async function startKeeper(out: string, err: string): Promise<() => void> {
  // A session of its own: what ends `flx` by its group or terminal does not end the keeper.
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'flx-report-keeper', out, err], {
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    detached: true,
  })
  const release = (): void => void keeper.kill('SIGKILL')
  const ready = keeper.stdio[3]
  keeper.on('error', () => ready?.emit('end'))
  keeper.stdin?.on('error', () => undefined)
  try {
    const [said] = (await once(ready as Readable, 'data', { signal: AbortSignal.timeout(START_MS) })) as [
      Buffer,
    ]
    if (said.length === 0) throw new Error('The keeper did not start.')
  } catch (error) {
    release()
    throw error
  }
  keeper.unref()
  return release
}
