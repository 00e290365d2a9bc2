/** Keys under which error documents describe the problem, most informative first. */
const DESCRIPTION_KEYS = [
  'message',
  'msg',
  'error_description',
  'errorDescription',
  'error_message',
  'errorMessage',
  'errorSummary',
  'detail',
  'description',
  'title',
  'reason',
  'error',
  'errorCode',
  'error_code',
  'code',
  'type',
]
/** Matches `"name": "value"` in JSON and `'name': 'value'` in Python; a number is a code. */
const pairOf = (name: string): RegExp =>
  new RegExp(
    `["']${name}["']\\s{0,4}:\\s{0,4}(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)'|(-?\\d{1,6})\\b)`,
    'i',
  )
const PAIRS = DESCRIPTION_KEYS.map(pairOf)
const ANY_NAME = /["']\w[\w-]*["']\s{0,4}:/
const MAX_DOCUMENTS = 4

/**
 * Replaces the documents in a message by their text: `Failed: {"error": {"message": "Not allowed", "id": 7}}` becomes `Failed:
 * Not allowed`. Strips quotes around the whole message.
 */
export function unpackMessage(message: string): string {
  let text = message
  let from = 0
  for (let count = 0; count < MAX_DOCUMENTS; count += 1) {
    const start = indexOfDocument(text, from)
    if (start === -1) break
    const end = endOfDocument(text, start)
    const inner = messageIn(text.slice(start, end))
    if (inner === null) from = end
    else {
      text = `${text.slice(0, start)}${inner}${text.slice(end)}`
      from = start + inner.length
    }
  }
  return withoutQuotes(text)
}

function indexOfDocument(text: string, from: number): number {
  const found = text.slice(from).search(/(?:\[\s?)?\{\s?["']/)
  return found === -1 ? -1 : from + found
}

/** Returns the position after the document's closing bracket; a document that was cut reaches to the end of the text. */
function endOfDocument(text: string, start: number): number {
  let depth = 0
  let quote = ''
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '\\') at += 1
    else if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

/** Returns a document's description of the problem; null if it has none. */
function messageIn(document: string): string | null {
  if (!ANY_NAME.test(document)) return null
  for (const pair of PAIRS) {
    const [, double, single, code] = pair.exec(document) ?? []
    const unquoted = (double ?? single ?? '').replaceAll(/\\(["'\\/])/g, '$1').trim()
    if (unquoted !== '') return unquoted
    if (code !== undefined) return `code ${code}`
  }
  return null
}

/** Unquotes a message that consists of several quoted words, optionally after an error name. One quoted word is a value. */
const withoutQuotes = (text: string): string =>
  text.replace(/^((?:[\w.]+:\s+){0,3})b?(["'])(?!.*\2.)(\S+ .*)\2[.)]*$/s, '$1$3')
