import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** Time for the keeper to start; without it the command starts anyway. */
const START_MS = 5000

/**
 * Script of the keeper. It reads no output while `flx` lives, which it detects by its standard input. If
 * `flx` is killed, it takes over the output and passes it on, so that the command never writes to a closed
 * pipe.
 */
const KEEPER = `exec 4<"$1" 5<"$2" || exit 1
echo >&3
exec 3>&-
read -r _
cat <&4 4<&- 5<&- &
cat <&5 4<&- 5<&- >&2
wait`

/** The pipes that the command writes to, their reading ends here, and how to release both. */
export interface KeptPipes {
  /** File descriptors for the command: close them once it has started. */
  written: [stdout: number, stderr: number]
  read: [stdout: Readable, stderr: Readable]
  /** Call once the command has ended. */
  release(): void
}

/** Creates pipes that stay open if this process is killed. Undefined if the system does not support them. */
export async function keptPipes(): Promise<KeptPipes | undefined> {
  const files: number[] = []
  const open = (path: string, flags: number): number => {
    const file = openSync(path, flags)
    files.push(file)
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
    for (const file of files) closeSync(file)
    return undefined
  } finally {
    // Both sides have opened them: the names are no longer needed.
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

const readerOf = (fd: number): Readable => new Socket({ fd, readable: true, writable: false })

/** Resolves once the keeper holds the pipes. */
async function startKeeper(out: string, err: string): Promise<() => void> {
  // A session of its own: signals to the group or terminal of `flx` do not reach the keeper.
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'flx-report-keeper', out, err], {
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    detached: true,
  })
  const release = (): void => void keeper.kill('SIGKILL')
  const ready = keeper.stdio[3]
  keeper.on('error', () => ready?.emit('end'))
  keeper.stdin?.on('error', () => undefined)
  try {
    const [message] = (await once(ready as Readable, 'data', { signal: AbortSignal.timeout(START_MS) })) as [
      Buffer,
    ]
    if (message.length === 0) throw new Error('The process that keeps the output did not start.')
  } catch (error) {
    release()
    throw error
  }
  keeper.unref()
  return release
}
