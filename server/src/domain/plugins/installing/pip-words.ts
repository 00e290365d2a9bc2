/** A word of a pip URL and its position. */
export interface PipWord {
  start: number
  end: number
  /** As pip receives it, with quotes and backslashes resolved. */
  value: string
}

const NAME = String.raw`[A-Za-z0-9][\w.-]*(?:\s*\[[^\]"']*\])?`
const BOUND = String.raw`\s*(?:===|==|~=|!=|<=|>=|<|>)\s*[\w.*+!$\{\}-]+`
const VARIABLE = String.raw`(?:python_version|python_full_version|os_name|sys_platform|platform_\w+|implementation_\w+|extra)`
const COMPARISON = String.raw`\s*\(?${VARIABLE}\s*(?:===|==|~=|!=|<=|>=|<|>|not\s+in|in)\s*(?:"[^"]*"|'[^']*')\)?`
const MARKER = String.raw`\s*;${COMPARISON}(?:\s+(?:and|or)\s+${COMPARISON})*`

/**
 * A requirement with unquoted spaces or a marker, as in a requirements file: `pkg == 1`, `pkg>=1, <2`, `pkg @ https://…`,
 * `pkg~=1.0 ; python_version<"3.12"`.
 */
const SPACED = new RegExp(
  String.raw`(?<![^\s])(?:${NAME}(?:${BOUND}(?:\s*,${BOUND})*|\s+@\s+\S+)(?:${MARKER})?|${NAME}${MARKER})(?=\s|$)`,
  'y',
)

/**
 * Splits a pip URL as a shell would (spaces, quotes, backslashes), but keeps a requirement with spaces as one word. Undefined
 * if a quotation mark is not closed.
 */
export function splitPipWords(text: string): PipWord[] | undefined {
  const words: PipWord[] = []
  let index = 0
  while (index < text.length) {
    if (/\s/.test(text.charAt(index))) {
      index += 1
      continue
    }
    SPACED.lastIndex = index
    const spaced = SPACED.exec(text)?.[0]
    const word = spaced === undefined ? shellWord(text, index) : wordAt(index, spaced)
    if (word === undefined) return undefined
    words.push(word)
    index = word.end
  }
  return words
}

const wordAt = (start: number, value: string): PipWord => ({ start, end: start + value.length, value })

/** Reads one POSIX word from `start` on. */
function shellWord(text: string, start: number): PipWord | undefined {
  let value = ''
  let quote = ''
  let index = start
  for (; index < text.length; index += 1) {
    const character = text.charAt(index)
    const next = text.charAt(index + 1)
    if (quote === "'" && character !== "'") value += character
    else if (character === '\\' && (quote === '' || next === '"' || next === '\\')) {
      value += next
      index += 1
    } else if (quote !== '') {
      if (character === quote) quote = ''
      else value += character
    } else if (character === '"' || character === "'") quote = character
    else if (/\s/.test(character)) break
    else value += character
  }
  return quote === '' ? { start, end: Math.min(index, text.length), value } : undefined
}
