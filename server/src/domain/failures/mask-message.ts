import { GAP, SINGLE_VALUES, COMPOUND_VALUES } from './message-values.ts'
import { unpackMessage } from './unpack-message.ts'

/** Words to keep: beyond them, messages of one kind differ in their lists of values. */
const MAX_WORDS = 24
const MAX_CHARACTERS = 160

/** Prefixes that programs put before a message: time, logger, level, `time=… name=… level=… message=`. */
const LOG_PREFIXES = [
  // Snowflake: code, state, query.
  /^\d{6} \(\w{5}\):\s*(?:None:\s*)?(?:[0-9a-f-]{4,36}:\s+)?/,
  // glog: `E1128 04:00:01.000000 12 sync.go:41] `
  /^[EFWI]\d{4} \d{2}:\d{2}:\d{2}\.\d+\s+\d+ [\w.-]+:\d+\]\s*/,
  /^time=\S+(?: \S+)? name=\S+ level=\w+ message=/i,
  /^\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\]?\s*[|:-]?\s*/,
  /^\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s*[|:-]?\s*/,
  /^\{[\w.-]+:\d+\}\s*/,
  /^\[?(?:CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG) {0,8}\]?(?::[\w.-]+:|\s*[|:-]\s*|\s+(?=[^\s\d]))/i,
  /^(?:tap|target)[-_][\w.-]+\s*[|:]\s*/i,
  /^\[[\w.-]+\]\s*(?=\S)/,
  /^Caused by:\s*/i,
]

/** Terminal escape sequences. */
// oxlint-disable-next-line no-control-regex
const TERMINAL = /\u001B\[[0-9;]*[A-Za-z]/g

/** Strips the prefixes that a program puts before its message, up to six layers. */
export function withoutLogPrefix(text: string): string {
  let rest = text.replaceAll(TERMINAL, '').trim()
  for (let layer = 0; layer < 6; layer += 1) {
    const prefix = LOG_PREFIXES.map((pattern) => pattern.exec(rest)?.[0] ?? '').find((found) => found !== '')
    // A prefix that is the whole text is the message.
    if (prefix === undefined || prefix.length >= rest.length) return rest
    rest = rest.slice(prefix.length).trim()
  }
  return rest
}

/** Nouns that precede a name; that name is a value. */
const NOUNS =
  '(?:stream|table|view|column|field|schema|database|dataset|warehouse|role|user|model|test|seed|snapshot|source|macro|relation|constraint|index|bucket|topic|queue|key|property|attribute|slot|publication|stage|file|folder|directory|package|module|project|profile|host|server|object|entity|endpoint|resource|report|sheet|worksheet|partition|line|row|record|thread|process|pid|plugin|job)'
/** Words after such a noun that are not names. */
const NOT_NAMES =
  '(?:is|was|are|were|be|been|has|had|have|does|do|did|not|no|could|cannot|can|must|should|may|might|will|would|already|in|of|on|at|to|and|or|with|for|from|by|a|an|the|this|that|it|its|name|names|id|type|value|values|than|as|because|due|when|while|but|if|so|too|count|number|size|limit|error|errors|more|data|access|version)'

/** Numbers that distinguish kinds of errors: codes of HTTP, the system, databases and programs. */
const CODES =
  /(\b(?:http(?:\/[\d.]+)?|status(?: ?code)?|code|errno|error|sqlstate|state|exit(?:ed with)? code|signal|response)\b[\s:=([#]*)(-?[0-9][0-9A-Z]{1,4}|-?\d{1,5})\b(?![\d.,]*\d|\s*(?:of|records?|rows?|lines?|times)\b)/gi
const STATUS_WITH_WORDS = /\b([45]\d\d)(?=[:\s-]+(?:client|server) error|[:\s-]+[A-Z][a-z]+)/g
const VENDOR_CODE = /\b(?:ORA|SQL|ERR|E|TNS|DPY|DPI|KB|CVE|AADSTS)-?\d{3,6}\b/g

/**
 * Removes from a message all that differs between occurrences. Two messages of the same kind give the same text, which stays
 * readable, because it serves as the title of unknown errors.
 */
export function maskMessage(message: string): string {
  let text = withoutLogPrefix(message.slice(0, 2000).normalize('NFKC').slice(0, 2000))
  text = withoutLogPrefix(unpackMessage(text))
  text = withoutModulePath(text)
  const codes: string[] = []
  const keep = (code: string): string => `\uf8ff${String.fromCharCode(0xe000 + codes.push(code) - 1)}`
  for (const [pattern, replacement] of COMPOUND_VALUES) text = text.replace(pattern, replacement)
  text = text
    .replace(VENDOR_CODE, keep)
    .replace(CODES, (_all, before: string, code: string) => `${before}${keep(code)}`)
    .replace(STATUS_WITH_WORDS, keep)
  for (const [pattern, replacement] of SINGLE_VALUES) text = text.replace(pattern, replacement)
  text = maskNames(text)
  text = text.replace(/\d+(?:[.,_]\d+)*/g, GAP)
  text = mergeGaps(text)
  text = shortened(text)
  return text.replace(
    /\uf8ff([\ue000-\uf8fe])/g,
    (_all, mark: string) => codes[mark.charCodeAt(0) - 0xe000] ?? '',
  )
}

/** Returns the key of a masked message: ignores case, punctuation at the ends, and singular or plural. */
export function keyOfMasked(masked: string): string {
  return withoutException(masked)
    .toLowerCase()
    .replace(/… (\w+)ies\b/g, '… $1y')
    .replace(/… (\w+[^s\W])s\b/g, '… $1')
    .replace(/[\s.:;,!…-]+$/g, '')
    .replace(/^[\s.:;,!…-]+/g, '')
    .replaceAll(/\s+/g, ' ')
}

/** Strips the exception's class from a message of three words or more, because not every log has it. */
const withoutException = (text: string): string =>
  text
    .replace(
      /^(?:(?:[A-Z]\w*)?(?:Error|Exception|Warning): |[A-Z][a-z]+[A-Z]\w*: )+(?=\P{L}*\p{L}+\P{L}+\p{L}+\P{L}+\p{L})/u,
      '',
    )
    .replace(/^(\w+): \1$/, '$1')

/** Strips the module path of an exception: `requests.exceptions.HTTPError: …` becomes `HTTPError: …`. */
const withoutModulePath = (text: string): string =>
  text
    .replace(/^(?:[A-Za-z_]\w*\.)+(?=[A-Z]\w*\s*(?::|$))/, '')
    .replace(/\((?:[a-z_]\w*\.)+(?=[A-Z]\w*\))/g, '(')

/** Replaces the names after nouns such as "table". */
function maskNames(text: string): string {
  const named = new RegExp(
    `\\b(${NOUNS}s?)(:? | [:=] ?)(?!${NOT_NAMES}\\b)(?!\\w+(?:ed|ing|ly|ous|able|ible)\\b)([A-Za-z_$][\\w$-]*)(?=[\\s,;:.)\\]]|$)`,
    'gi',
  )
  return text
    .replace(named, (all, noun: string, between: string, name: string) =>
      PHRASES.test(`${noun} ${name}`) ? all : `${noun}${between}${GAP}`,
    )
    .replace(NAMES_AFTER_PREPOSITION, `$1 ${GAP}`)
}

/** A name with an underscore after a preposition: "for orders_v". */
const NAMES_AFTER_PREPOSITION = /\b(for|in|on|of|to|from|into|with|by) [a-z]\w*_\w+/g

/** Fixed phrases, whose second word is not a name: "file descriptor", "schema validation". */
const PHRASES =
  /^(?:file (?:descriptors?|system|handles?|format|found|exists)|schema (?:validation|mismatch|cache|version|message)|key (?:error|expired|violates|constraint|violation|column|columns|file|columns)|server (?:error|closed|unavailable|rejected|certificate|hostname)|index (?:out|error|row|range)|user (?:name|account|agent|denied|permission)|source (?:answered|is|code|connection|database|system|schema|table)|column (?:number|reference|names?|types?|mismatch)|record (?:failed|fails|level)|row (?:level|contains|limit)|process (?:exited|died|killed|terminated)|line (?:contains|too|break)|type (?:error|mismatch))$/i
/** Merges consecutive values, in brackets or in a list, into one gap. */
function mergeGaps(text: string): string {
  let before = ''
  let after = text
  while (before !== after) {
    before = after
    after = after
      .replace(/["'`]\s*…\s*["'`]/g, GAP)
      .replace(/[\w$-]*…[\w$…%-]*/g, GAP)
      .replace(/[([<]\s*…?(?:[\s,;:|=/]*…)*\s*[)\]>]/g, GAP)
      .replace(/…(?:\s*(?:,|;|\||\/|:|=|\+|&|->|=>|\band\b|\bor\b|x)?\s*…)+/gi, GAP)
      // An explanation in brackets after a value.
      .replace(/…\s*\((?:\w+ ){1,2}[….]+\)/g, GAP)
      .replace(/\s+/g, ' ')
  }
  return after.trim()
}

function shortened(text: string): string {
  const words = text.split(' ')
  const short = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS).join(' ')} ${GAP}` : text
  return short.length > MAX_CHARACTERS
    ? `${short.slice(0, MAX_CHARACTERS).replace(/\s+\S*$/, '')} ${GAP}`
    : short
}
