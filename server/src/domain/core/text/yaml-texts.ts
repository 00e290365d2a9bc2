import { visit, type Document } from 'yaml'

/** Words, one blank between them, that every reader of YAML takes for the text that stands there. */
const PLAIN =
  /^[A-Za-z$/][\w./@$+=~%*-]*(?::[\w./@$+=~%*-]+)*(?::\/\/[\w./@$+=~%*:-]*\w)?(?: [\w./@$+=~%*-]+)*$/
/** Words that are no text for one reader or another: YAML 1.1 has more of them. */
const WORDS = /^(?:true|false|yes|no|on|off|null|none|y|n|nan|inf|\.nan|\.inf)$/i
/** What must be escaped, or would be lost: control characters, tabs, line ends of Unicode, the byte order mark. */
const CONTROLS = /[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u

/** Whether a text may stand without quotes for every reader of YAML 1.1 and 1.2. */
const isPlainYaml = (text: string): boolean => text.length <= 1000 && PLAIN.test(text) && !WORDS.test(text)

/** A text on one line, in quotes where it needs them. `quotes`: those that stood there before. */
export function yamlText(text: string, quotes?: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'): string {
  if (CONTROLS.test(text)) return escapedControls(JSON.stringify(text))
  if (quotes === undefined && isPlainYaml(text)) return text
  return quotes === 'QUOTE_DOUBLE' ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`
}

/** Texts that were added to a document get quotes where they need them; what was read stays as it stands. */
export function quoteNewTexts(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string' || node.range || isPlainYaml(node.value)) return
      node.type = CONTROLS.test(node.value) ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE'
    },
  })
}

/** A document with an escape for each control character that a writer of YAML leaves as it is. */
export const escapedControls = (yaml: string): string =>
  yaml.replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
