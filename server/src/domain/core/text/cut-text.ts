/** Marks where the rest of a text is missing. */
const CUT = / … \((?:(\d+) more bytes cut|not finished)\)/

/** Returns the start of a text with a mark for the rest. Masking drops the end of `start` if it might be half a secret. */
export const cutText = (start: string, bytes: number): string => `${start} … (${bytes} more bytes cut)`

/** Marks a long line that its writer never finished; it might end in the middle of a secret. */
export const unfinishedText = (start: string): string => `${start} … (not finished)`

/** Cuts a text to a number of characters. */
export function excerptOf(text: string, characters: number): string {
  if (text.length <= characters) return text
  const start = text.slice(0, characters).toWellFormed()
  return cutText(start, byteLength(text) - byteLength(start))
}

/**
 * Applies `shorten` to each part before a mark, and `rest` to the text after the last one; undefined for a text without a mark.
 */
export function shortenCuts(
  text: string,
  shorten: (start: string) => string,
  rest: (text: string) => string,
) {
  if (!text.includes(' more bytes cut)') && !text.includes('(not finished)')) return undefined
  let result = ''
  let remaining = text
  for (let match = CUT.exec(remaining); match !== null; match = CUT.exec(remaining)) {
    const start = remaining.slice(0, match.index)
    const shorter = shorten(start)
    const omittedBytes = Math.max(0, byteLength(start) - byteLength(shorter))
    result +=
      match[1] === undefined ? unfinishedText(shorter) : cutText(shorter, Number(match[1]) + omittedBytes)
    remaining = remaining.slice(match.index + match[0].length)
  }
  return result + rest(remaining)
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length
