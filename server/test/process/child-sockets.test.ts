import { spawn } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import {
  readByEvents,
  readInto,
  type ByteReceiver,
  type OutputReader,
} from '../../src/adapters/process/child-sockets.ts'

/** Reads a program's output into a small buffer, and requests a pause after each read. */
async function readAll(read: typeof readInto) {
  const child = spawn('sh', ['-c', 'seq 1 200000'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const buffer = Buffer.alloc(64 * 1024)
  const parts: Buffer[] = []
  const receiver: ByteReceiver = {
    room: () => buffer,
    filled(length) {
      parts.push(Buffer.from(buffer.subarray(0, length)))
      setImmediate(() => reader.resume())
      return false
    },
  }
  const reader: OutputReader = read(child.stdout, receiver)
  await reader.closed
  return { text: Buffer.concat(parts).toString(), bytesRead: reader.bytesRead() }
}

const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('')

describe('a child’s output', () => {
  it.each([
    ['straight into a buffer', readInto],
    ['by events, where Node gives no handle', readByEvents],
  ])('is read %s, as fast as the receiver allows', async (_, read) => {
    const { text, bytesRead } = await readAll(read)
    expect(text === expected).toBe(true)
    expect(bytesRead).toBe(expected.length)
  })

  it('is read straight into the buffer by this version of Node', () => {
    const child = spawn('true', { stdio: ['ignore', 'pipe', 'ignore'] })
    readInto(child.stdout, { room: () => Buffer.alloc(65536), filled: () => true })
    // The old socket has passed on its handle and was closed.
    expect(child.stdout.destroyed).toBe(true)
  })
})
