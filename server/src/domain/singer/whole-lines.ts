/**
 * Joins chunks of UTF-8 into lines, for programs whose lines are read whole. A line over `maxBytes` is dropped and counted.
 * Call `chunk` with each chunk and `end` at the end of the output.
 */
export function wholeLines(
  maxBytes: number,
  onLine: (line: string) => void,
): { chunk(bytes: Uint8Array): void; end(): void; tooLong(): number } {
  let parts: Uint8Array[] = []
  let length = 0
  let dropped = 0
  const decoder = new TextDecoder()
  const finish = (): void => {
    if (length > maxBytes) dropped += 1
    else if (length > 0)
      onLine(parts.map((part, index) => decoder.decode(part, { stream: index < parts.length - 1 })).join(''))
    parts = []
    length = 0
  }
  const add = (part: Uint8Array): void => {
    if (part.length === 0) return
    length += part.length
    if (length > maxBytes) parts = []
    // Copy: the reader reuses the chunk's memory.
    else parts.push(part.slice())
  }
  return {
    chunk(bytes) {
      let from = 0
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
        add(bytes.subarray(from, at))
        finish()
        from = at + 1
      }
      add(bytes.subarray(from))
    },
    end: finish,
    tooLong: () => dropped,
  }
}
