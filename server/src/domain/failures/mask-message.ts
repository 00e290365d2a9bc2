/** Stands for a value that was taken out. */
const GAP = '…'

/** Words kept: behind them, where values come in any number, messages of one kind differ. */
const MOST_WORDS = 24
const MOST_CHARACTERS = 160

/** What a program puts before its message: time, logger, level, `time=… name=… level=… message=`. */
const LOG_PREFIXES = [
  /^time=\S+(?: \S+)? name=\S+ level=\w+ message=/i,
  /^\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\]?\s*[|:-]?\s*/,
  /^\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s*[|:-]?\s*/,
  /^\[?(?:CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG)\]?(?::[\w.-]+:|\s*[|:-]\s*|\s+(?=\S))/i,
  /^(?:tap|target)[-_][\w.-]+\s*[|:]\s*/i,
  /^\[[\w.-]+\]\s*(?=\S)/,
  /^Caused by:\s*/i,
]

/** Removes what a program puts before its message, however many layers there are. */
export function withoutLogPrefix(text: string): string {
  let rest = text.trim()
  for (let layer = 0; layer < 6; layer += 1) {
    const prefix = LOG_PREFIXES.map((pattern) => pattern.exec(rest)?.[0] ?? '').find((found) => found !== '')
    // A prefix that is everything is the message.
    if (prefix === undefined || prefix.length >= rest.length) return rest
    rest = rest.slice(prefix.length).trim()
  }
  return rest
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*'
const UNITS =
  '(?:ns|us|µs|ms|msec|millis|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|b|bytes?|[kmgt]i?b|%|percent)'

/** Nouns of what a name belongs to: the name behind one is a value. */
const NOUNS =
  '(?:stream|table|view|column|field|schema|database|dataset|warehouse|role|user|model|test|seed|snapshot|source|macro|relation|constraint|index|bucket|topic|queue|key|property|attribute|slot|publication|stage|file|folder|directory|package|module|project|profile|host|server|object|entity|endpoint|resource|report|sheet|worksheet|partition|line|row|record|thread|process|pid|plugin|job)'
/** Words behind such a noun that are no names. */
const NO_NAMES =
  '(?:is|was|are|were|be|been|has|had|have|does|do|did|not|no|could|cannot|can|must|should|may|might|will|would|already|in|of|on|at|to|and|or|with|for|from|by|a|an|the|this|that|it|its|name|names|id|type|value|values|than|as|because|due|when|while|but|if|so|too|count|number|size|limit|error|errors|more|data|access)'

/** Nothing that two messages of one kind differ in: values, names, numbers and times become `…`. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  // Escape sequences of terminals, and the ends of texts that were cut.
  // oxlint-disable-next-line no-control-regex
  [/\u001B\[[0-9;]*[A-Za-z]/g, ''],
  [/\s+/g, ' '],
  [/\S*…\s*$/, GAP],
  // Addresses, connection strings, mail addresses.
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]}]+/gi, GAP],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, GAP],
  // Documents and representations of objects.
  [/<(?:[\w.]+ )?(?:object|at|Response|class|function|HTTP)[^<>]*>/gi, GAP],
  [/(?<![\w[])\{[^{}]*\}/g, GAP],
  [/\{[^{}]*\}/g, GAP],
  [/\[(?!errno|ssl|winerror|sqlstate)[^[\]]*[,"'][^[\]]*\]/gi, GAP],
  // Quoted values; an apostrophe inside a word quotes nothing.
  [/(?<![\w])(["'`])(?:(?!\1)[^\\]|\\.)*\1(?!\w)/g, GAP],
  [/[“«„‘][^”»“’]*[”»“’]/g, GAP],
  // Dates, times and durations.
  [
    /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)?(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?\b/g,
    GAP,
  ],
  [
    new RegExp(
      `\\b(?:${DAY},? )?(?:\\d{1,2} ${MONTH}|${MONTH} \\d{1,2}),?(?: \\d{4})?(?: \\d{2}:\\d{2}(?::\\d{2})?)?(?: \\d{4})?\\b(?: (?:gmt|utc))?`,
      'gi',
    ),
    GAP,
  ],
  [/\b\d{1,4}\/\d{1,2}\/\d{1,4}\b/g, GAP],
  [/\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?\b/gi, GAP],
  [new RegExp(`(?<![\\w.])(?:\\d[\\d.,]* ?${UNITS}\\b ?(?:and )?)+(?![\\w])`, 'gi'), `${GAP} `],
  // Ids and hashes.
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, GAP],
  [/\b0x[0-9a-f]+\b/gi, GAP],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, GAP],
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*(?:\d[a-z]+\d|[a-z]\d+[a-z]))[\w-]{10,}\b/gi, GAP],
  [/\b[A-Za-z0-9+/_-]{32,}={0,2}(?![A-Za-z0-9])/g, GAP],
  // Hosts and ports.
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, GAP],
  [/\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}\b/gi, GAP],
  [/\b(?:[\w-]+\.)*[\w-]*[a-z][\w-]*:\d{2,5}\b/gi, GAP],
  // Paths.
  [/(?<![\w])[a-z]:\\\S+/gi, GAP],
  [/(?<![\w.])(?:~|\.{1,2})?\/[^\s"'`,;()]+(?:\/[^\s"'`,;()]+)*/g, GAP],
  [/\b[\w.-]+(?:\/[\w.*-]+)+\/?/g, GAP],
  // Names with dots: tables of a schema, files, hosts.
  [/(?<![\w.])(?=[\w$-]*[a-z])[\w$-]+(?:\.[\w$*-]+)+(?!\w)/gi, GAP],
  // What an option says.
  [/\b([\w-]+)=(?!=)[^\s,;)]+/g, `$1=${GAP}`],
]

/** Numbers that tell one kind of error from another: codes of HTTP, of the system, of databases and of programs. */
const CODES =
  /(\b(?:http(?:\/[\d.]+)?|status(?: ?code)?|code|errno|error|sqlstate|state|exit(?:ed with)? code|signal|response)\b[\s:=([#]*)(-?[0-9][0-9A-Z]{1,4}|-?\d{1,5})\b(?![\d.,]*\d|\s*(?:of|records?|rows?|lines?|times)\b)/gi
const STATUS_WITH_WORDS = /\b([45]\d\d)(?=[:\s-]+(?:client|server) error|[:\s-]+[A-Z][a-z]+)/g
const VENDOR_CODE = /\b(?:ORA|SQL|ERR|E|TNS|DPY|DPI|KB|CVE|AADSTS)-?\d{3,6}\b/g

/**
 * A message without what differs from one time to the next. Two messages of the same kind give the same text; it is
 * readable, because it also names what has no sentence of its own.
 */
export function maskMessage(message: string): string {
  let text = withoutLogPrefix(message.normalize('NFKC').slice(0, 2000))
  text = withoutModulePath(text)
  const codes: string[] = []
  const keep = (code: string): string => `\uf8ff${String.fromCharCode(0xe000 + codes.push(code) - 1)}`
  for (const [pattern, replacement] of VALUES.slice(0, 9)) text = text.replace(pattern, replacement)
  text = text
    .replace(VENDOR_CODE, keep)
    .replace(CODES, (_all, before: string, code: string) => `${before}${keep(code)}`)
    .replace(STATUS_WITH_WORDS, keep)
  for (const [pattern, replacement] of VALUES.slice(9)) text = text.replace(pattern, replacement)
  text = namesOut(text)
  text = text.replace(/\d+(?:[.,_]\d+)*/g, GAP)
  text = oneGap(text)
  text = shortened(text)
  return text.replace(
    /\uf8ff([\ue000-\uf8fe])/g,
    (_all, mark: string) => codes[mark.charCodeAt(0) - 0xe000] ?? '',
  )
}

/** The key of a masked message: without case and punctuation at its ends, one and several alike. */
export function keyOfMasked(masked: string): string {
  return masked
    .toLowerCase()
    .replace(/… (\w+)ies\b/g, '… $1y')
    .replace(/… (\w+[^s\W])s\b/g, '… $1')
    .replace(/[\s.:;,!…-]+$/g, '')
    .replace(/^[\s.:;,!…-]+/g, '')
    .replaceAll(/\s+/g, ' ')
}

/** `requests.exceptions.HTTPError: …` is an `HTTPError`. */
const withoutModulePath = (text: string): string =>
  text.replace(/^(?:[A-Za-z_]\w*\.)+(?=[A-Z]\w*\s*:)/, '').replace(/\((?:[a-z_]\w*\.)+(?=[A-Z]\w*\))/g, '(')

/** The names behind nouns such as "table". */
function namesOut(text: string): string {
  const named = new RegExp(
    `\\b(${NOUNS}s?)(:? | [:=] ?)(?!${NO_NAMES}\\b)(?!\\w+(?:ed|ing|ly|ous|able|ible)\\b)([A-Za-z_$][\\w$-]*)(?=[\\s,;:.)\\]]|$)`,
    'gi',
  )
  return text
    .replace(named, (all, noun: string, between: string, name: string) =>
      PHRASES.test(`${noun} ${name}`) ? all : `${noun}${between}${GAP}`,
    )
    .replace(NAMES_BEHIND, `$1 ${GAP}`)
}

/** A name with an underscore behind a preposition: "for orders_v". */
const NAMES_BEHIND = /\b(for|in|on|of|to|from|into|with|by) [a-z]\w*_\w+/g

/** Words that are part of the phrase: "file descriptor", "schema validation", "table space". */
const PHRASES =
  /^(?:file (?:descriptors?|system|handles?|format|found|exists)|schema (?:validation|mismatch|cache|version|message)|key (?:error|expired|violates|constraint|violation|column|columns|file|columns)|server (?:error|closed|unavailable|rejected|certificate|hostname)|index (?:out|error|row|range)|user (?:name|account|agent|denied|permission)|source (?:answered|is|code|connection|database|system|schema|table)|column (?:number|reference|names?|types?|mismatch)|record (?:failed|fails|level)|row (?:level|contains|limit)|process (?:exited|died|killed|terminated)|line (?:contains|too|break)|type (?:error|mismatch))$/i
/** Several values in a row, in brackets or in a list, are one. */
function oneGap(text: string): string {
  let before = ''
  let after = text
  while (before !== after) {
    before = after
    after = after
      .replace(/["'`]\s*…\s*["'`]/g, GAP)
      .replace(/[\w$-]*…[\w$…%-]*/g, GAP)
      .replace(/[([<]\s*…?(?:[\s,;:|=/]*…)*\s*[)\]>]/g, GAP)
      .replace(/…(?:\s*(?:,|;|\||\/|:|=|\+|&|->|=>|\band\b|\bor\b|x)?\s*…)+/gi, GAP)
      .replace(/\s+/g, ' ')
  }
  return after.trim()
}

function shortened(text: string): string {
  const words = text.split(' ')
  const few = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS).join(' ')} ${GAP}` : text
  return few.length > MOST_CHARACTERS ? `${few.slice(0, MOST_CHARACTERS).replace(/\s+\S*$/, '')} ${GAP}` : few
}
