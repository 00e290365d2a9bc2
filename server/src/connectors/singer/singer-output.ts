/** Bytes that are collected before they are written. */
const FLUSH_AT = 64 * 1024

/** Writes protocol lines to stdout in large pieces, and waits for a slow reader. */
export function createSingerOutput() {
  let pieces: string[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const text = pieces.join('')
    pieces = []
    size = 0
    if (!process.stdout.write(text))
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
  return {
    /** Returns a promise only if the reader must be waited for. */
    line(text: string): Promise<void> | undefined {
      pieces.push(text, '\n')
      size += text.length + 1
      return size >= FLUSH_AT ? flush() : undefined
    },
    flush,
  }
}
export type SingerOutput = ReturnType<typeof createSingerOutput>
