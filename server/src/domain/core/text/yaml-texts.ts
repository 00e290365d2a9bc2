import { visit, type Document } from 'yaml'

/** Words separated by single spaces that every YAML reader takes as plain text. */
const PLAIN =
  /^[A-Za-z$/][\w./@$+=~%*-]*(?::[\w./@$+=~%*-]+)*(?::\/\/[\w./@$+=~%*:-]*\w)?(?: [\w./@$+=~%*-]+)*$/
/** Words that some YAML readers do not take as text; YAML 1.1 has more of them. */
const WORDS = /^(?:true|false|yes|no|on|off|null|none|y|n|nan|inf|\.nan|\.inf)$/i
/** Characters that must be escaped or would be lost: controls, tabs, Unicode line ends, the byte order mark. */
const CONTROLS = /[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u

/** Whether every reader of YAML 1.1 and 1.2 takes the text as it is, without quotes. */
const isPlainYaml = (text: string): boolean => text.length <= 1000 && PLAIN.test(text) && !WORDS.test(text)

/** Formats a text on one line, quoted if necessary. `quotes`: the original quotes. */
export function yamlText(text: string, quotes?: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'): string {
  if (CONTROLS.test(text)) return escapedControls(JSON.stringify(text))
  if (quotes === undefined && isPlainYaml(text)) return text
  return quotes === 'QUOTE_DOUBLE' ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`
}

/** Quotes texts that were added to a document where necessary; parsed texts keep their original form. */
export function quoteNewTexts(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string' || node.range || isPlainYaml(node.value)) return
      node.type = CONTROLS.test(node.value) ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE'
    },
  })
}

/** Escapes the control characters that YAML writers leave unescaped. */
export const escapedControls = (yaml: string): string =>
  yaml.replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
