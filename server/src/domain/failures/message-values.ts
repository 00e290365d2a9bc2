/** Replaces a value. */
export const GAP = '…'

/** From the statement's first words to where the sentence continues. */
const STATEMENT =
  /\b(INSERT INTO|DELETE FROM|MERGE INTO|CREATE (?:OR REPLACE )?(?:TEMP(?:ORARY)? )?TABLE|ALTER TABLE|DROP TABLE|COPY INTO|SELECT(?=\s.{1,1500}?\sFROM\s)|UPDATE(?=\s\S{1,200}\sSET\s))\s(?:(?!: |; ).)*/gs

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*'
const UNITS =
  '(?:ns|us|µs|ms|msec|millis|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|b|bytes?|[kmgt]i?b|percent)'

type Pattern = readonly [RegExp, string]

/** Patterns that cover more than one value, and can contain numbers that look like codes. */
export const COMPOUND_VALUES: readonly Pattern[] = [
  // SQLAlchemy's additions, statements, and the ends of texts that were cut.
  [/\s*\[(?:SQL|parameters): .*$/s, ''],
  [/\s*\(Background on this error at: \S+$/, ''],
  [STATEMENT, `$1 ${GAP}`],
  [/\s+/g, ' '],
  [/\S*…\s*$/, GAP],
  // URLs, connection strings, e-mail addresses.
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>()\]}]+(?:\([^\s()]*\)[^\s"'<>()\]}]*)*/gi, GAP],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, GAP],
  // Documents and object representations.
  [/<(?:[\w.]+ )?(?:object|at|Response|class|function|HTTP)[^<>]*>/gi, GAP],
  [/(?<![\w[])\{[^{}]*\}/g, GAP],
  [/\{[^{}]*\}/g, GAP],
  [/\[(?!errno|ssl|winerror|sqlstate)[^[\]]*[,"'][^[\]]*\]/gi, GAP],
]

/** Everything that differs between messages of one kind: values, names, numbers and times become `…`. */
export const SINGLE_VALUES: readonly Pattern[] = [
  // Quoted values. An apostrophe inside a word is not a quote.
  [/(?<![\w])(["'`])(?:(?!\1)[^\\]|\\.)*\1(?!\w)/g, GAP],
  [/[“«„‘‹「『][^”»“’›」』]*[”»“’›」』]/g, GAP],
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
  [new RegExp(`(?<![\\w.])(?:\\d[\\d.,]* ?(?:${UNITS}\\b|%) ?(?:and )?)+(?![\\w])`, 'gi'), `${GAP} `],
  // Ids and hashes.
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, GAP],
  [/\b0x[0-9a-f]+\b/gi, GAP],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, GAP],
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*(?:\d[a-z]+\d|[a-z]\d+[a-z]))[\w-]{10,}\b/gi, GAP],
  [/\b[A-Za-z0-9+/_-]{32,}={0,2}(?![A-Za-z0-9])/g, GAP],
  [/(?<![\w+/=-])(?=[\w+/-]*[A-Z0-9])[\w+/-]{4,}={1,2}(?=[\s,;:.)\]]|$)/g, GAP],
  // Hosts and ports.
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, GAP],
  [/(?<![\w:.])\[?(?=:*[0-9a-f])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?\]?(?::\d+)?(?![\w:])/gi, GAP],
  [/\b(?:[\w-]+\.)*[\w-]*[a-z][\w-]*:\d{2,5}\b/gi, GAP],
  // Paths.
  [/(?<![\w])[a-z]:\\\S+/gi, GAP],
  [/(?<![\w\\])\\\\[^\s"']+/g, GAP],
  [/(?<![\w.])(?:~|\.{1,2})?\/[^\s"'`,;()]+(?:\/[^\s"'`,;()]+)*/g, GAP],
  [/\b[\w.-]+(?:\/[\w.*-]+)+\/?/g, GAP],
  // Dotted names: tables in a schema, files, hosts.
  [/(?<![\w.])(?=[\w$-]*[a-z])[\w$-]+(?:\.[\w$*-]+)+(?!\w)/gi, GAP],
  // Values of options.
  [/\b([\w-]+)=(?!=)[^\s,;)]+/g, `$1=${GAP}`],
]
