import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Real pipes for a child's outputs. Our ends are made when they are asked for: a socket reads from its first moment
 * on, and what it reads before somebody takes its handle would be lost.
 */
export interface OutputPipes {
  /** Null = it shall stay a socket. */
  readonly stdout: Readable | null
  readonly stderr: Readable
  /** For the child; to be closed here once it has started. */
  childFds: [stdout: number | 'pipe', stderr: number]
  closeChildEnds(): void
  /** Closes everything, when no child came of it. */
  discard(): void
}

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
const run = promisify(execFile)

/**
 * Node gives children sockets, and what is a socket cannot be opened by its path: `echo x > /dev/stderr` fails with
 * ENXIO. Named pipes that lose their names at once are as a shell's. Undefined where there are none: then sockets must
 * do. Not for the input: opening a named pipe waits for a writer, for ever when it has left already. And not for the
 * output that many records pass through (`withStdout`): a pipe takes less at a time, which costs half as much CPU again.
 */
export async function openOutputPipes(withStdout: boolean): Promise<OutputPipes | undefined> {
  if (process.platform !== 'linux') return undefined
  const opened: number[] = []
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(tmpdir(), 'flx-pipes-'))
    const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const
    await run('mkfifo', ['-m', '600', ...paths])
    const open = (path: string, flags: number): number => {
      const fd = openSync(path, flags)
      opened.push(fd)
      return fd
    }
    // A writer can be opened once there is a reader; the child's ends must block, ours must not.
    const make = (path: string) => {
      const reader = open(path, O_RDONLY | O_NONBLOCK)
      return { reader: lazy(() => new Socket({ fd: reader, writable: false })), writer: open(path, O_WRONLY) }
    }
    const stdout = withStdout ? make(paths[0]) : null
    const stderr = make(paths[1])
    const closeChildEnds = (): void => {
      if (stdout !== null) closeSync(stdout.writer)
      closeSync(stderr.writer)
    }
    return {
      get stdout() {
        return stdout?.reader() ?? null
      },
      get stderr() {
        return stderr.reader()
      },
      childFds: [stdout?.writer ?? 'pipe', stderr.writer],
      closeChildEnds,
      discard() {
        closeChildEnds()
        stdout?.reader().destroy()
        stderr.reader().destroy()
      },
    }
  } catch {
    for (const fd of opened) closeSync(fd)
    return undefined
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
