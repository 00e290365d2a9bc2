import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { takePipes, type PipeEnds } from './pipe-supply.ts'

/**
 * Real pipes for a child's outputs. Our ends are created on request: a socket starts reading at once, and bytes read
 * before its handle is taken would be lost.
 */
export interface OutputPipes {
  /** Null = it stays a socket. */
  readonly stdout: Readable | null
  readonly stderr: Readable
  /** For the child; close them here once it has started. */
  childFds: [stdout: number | 'pipe', stderr: number]
  closeChildEnds(): void
  /** Closes everything if no child was started. */
  discard(): void
}

/**
 * Opens pipes for a child's outputs. Node gives children sockets, which cannot be opened by their path: `echo x >
 * /dev/stderr` fails with ENXIO. Named pipes whose names are removed at once behave like a shell's pipes. Undefined if
 * they are not available: then sockets are used. Not used for the input: opening a named pipe waits for a writer,
 * forever if it has already left. Also not for the output with many records (see `withStdout`): a pipe accepts less at
 * a time, which costs half as much CPU again.
 */
export async function openOutputPipes(withStdout: boolean): Promise<OutputPipes | undefined> {
  if (process.platform !== 'linux') return undefined
  let pipes: PipeEnds[]
  try {
    pipes = await takePipes(withStdout ? 2 : 1)
  } catch {
    return undefined
  }
  const [stderr, stdout = null] = pipes.map(({ reader, writer }) => ({
    writer,
    reader: lazy(() => new Socket({ fd: reader, writable: false })),
  }))
  if (stderr === undefined) return undefined
  const closeChildEnds = (): void => {
    for (const { writer } of pipes) closeSync(writer)
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
