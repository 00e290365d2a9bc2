import type { StepKind } from '@flx/shared/executions/execution-status'

/** An error with its own sentence. Messages of one kind have one cause, however they are worded. */
export interface KnownError {
  /** Stored: changing it would make a different cause. A function adds details that separate causes within the pattern. */
  kind: string | ((match: RegExpExecArray) => string)
  pattern: RegExp
  sentence: string | ((facts: { step: StepKind | ''; match: RegExpExecArray }) => string)
}

/** Creates an entry. */
export const knownError = (
  kind: KnownError['kind'],
  pattern: RegExp,
  sentence: KnownError['sentence'],
): KnownError => ({ kind, pattern, sentence })

/**
 * Adds the database system to a kind, as recognised in the message: the same problem in two systems is two causes, because each
 * needs its own fix.
 */
export const perSystem =
  (kind: string): KnownError['kind'] =>
  ({ input }) => {
    const system = SYSTEMS.find(([, words]) => words.test(input))?.[0]
    return system === undefined ? kind : `${kind} ${system}`
  }

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  [
    'mysql',
    /pymysql|mysql|access denied for user|\(1\d{3}, |\(2\d{3}, |doesn't exist|unknown (?:column|table|database)|duplicate entry|data too long|lock wait timeout|incorrect \w+ value|foreign key constraint fails|has gone away/i,
  ],
  [
    'snowflake',
    /snowflake|\b\d{6} \(\w{5}\)|incorrect username or password|or not authorized|invalid identifier|is not recognized|would be truncated/i,
  ],
  ['bigquery', /bigquery|google|not found: (?:table|dataset)|unrecognized name|was not found in location/i],
  ['duckdb', /duckdb|(?:catalog|binder|conversion|constraint|io|parser) error: |table with name/i],
  [
    'sqlite',
    /sqlite|no such (?:table|column)|(?:unique|not null|check|foreign key) constraint failed|database is locked/i,
  ],
  [
    'sql-server',
    /sql server|pyodbc|invalid (?:object|column) name|login failed for user|violation of \w+ key/i,
  ],
  ['oracle', /\b(?:ORA|TNS|DPY|DPI)-\d/i],
]
