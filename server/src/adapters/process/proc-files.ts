import { closeSync, openSync, readSync } from 'node:fs'

/** Buffer for files of /proc, which have no known length. Grows to the longest one read so far. */
let room = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Reads a file of /proc. The result is valid until the next call; empty if the process is gone or belongs to another
 * user.
 */
export function readProc(pid: number, file: string): Buffer {
  let descriptor: number | undefined
  let length = 0
  try {
    descriptor = openSync(`/proc/${pid}/${file}`, 'r')
    for (;;) {
      const read = readSync(descriptor, room, length, room.length - length, null)
      length += read
      if (read === 0) break
      if (length === room.length) room = Buffer.concat([room], room.length * 2)
    }
  } catch {
    length = 0
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
  return room.subarray(0, length)
}

/**
 * Returns the fields of `/proc/PID/stat` from the third, the state, on; the second, the name, can contain spaces and
 * parentheses.
 */
export function statFields(pid: number): string[] {
  const stat = readProc(pid, 'stat').toString('latin1')
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
