import { closeSync, openSync, readSync } from 'node:fs'

/** Files of /proc say nothing of their length. Grows to the longest environment that was read. */
let room = Buffer.allocUnsafeSlow(64 * 1024)

/** Valid until the next call. Empty when the process is gone or belongs to another user. */
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

/** The fields of `/proc/PID/stat` from the third, the state, on; the second, the name, may hold blanks and brackets. */
export function statFields(pid: number): string[] {
  const stat = readProc(pid, 'stat').toString('latin1')
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
