import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { takePipes, type PipeEnds } from './pipe-supply.ts'

/**
 * Real pipes for a child's outputs. Our ends are made on request: a socket reads from its first moment on, and what it
 * reads before its handle is taken would be lost.
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

/**
 * Node gives children sockets, and what is a socket cannot be opened by its path: `echo x > /dev/stderr` fails with
 * ENXIO. Named pipes that lose their names at once are as a shell's. Undefined where there are none: then sockets must
 * do. Not for the input: opening a named pipe waits for a writer, for ever when it has left already. And not for the
 * output that many records pass through (`withStdout`): a pipe takes less at a time, which costs half as much CPU again.
 */
export async function openOutputPipes(withStdout: boolean): Promise<OutputPipes | undefined> {
  if (process.platform !== 'linux') return undefined
  let taken: PipeEnds[]
  try {
    taken = await takePipes(withStdout ? 2 : 1)
  } catch {
    return undefined
  }
  const [stderr, stdout = null] = taken.map(({ reader, writer }) => ({
    writer,
    reader: lazy(() => new Socket({ fd: reader, writable: false })),
  }))
  if (stderr === undefined) return undefined
  const closeChildEnds = (): void => {
    for (const { writer } of taken) closeSync(writer)
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
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
