import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One connector in one pair. */
export interface Side {
  id: string
  kind: string
  version: string
  python: string
  remedies: readonly string[]
}

export interface PairResult {
  tap: Side
  target: Side
  method: 'key' | 'log' | 'whole'
  first: number
  second: number
  held: number
  /** Columns that a connector changes, with an example. */
  changed: Record<string, string>
}

/** FLX_WRITE_CONNECTORS=1 writes docs/connectors.md from the results of these runs. */
const wanted = (): boolean => process.env['FLX_WRITE_CONNECTORS'] === '1'

/** Stores a result for the table; each run of a pair replaces the previous one. */
export async function keepResult(results: Map<string, PairResult>, result: PairResult): Promise<void> {
  const log = process.env['FLX_CONNECTORS_LOG']
  if (log !== undefined) await appendFile(log, `${JSON.stringify(result)}\n`)
  results.set([result.tap.id, result.target.id, result.method].join(' '), result)
}

const METHODS = { key: 'incremental', log: 'log-based', whole: 'full table' }
const BEGIN = '<!-- begin: written by FLX_WRITE_CONNECTORS=1 npm run test:connectors -->'
const END = '<!-- end -->'

/** Replaces the tables between the marks of a document. */
export async function writeTables(file: string, results: readonly PairResult[], date: string): Promise<void> {
  if (!wanted() || results.length === 0) return
  await mkdir(dirname(file), { recursive: true })
  const text = await readFile(file, 'utf8')
  const [head = ''] = text.split(BEGIN)
  const [, tail = ''] = text.split(END)
  await writeFile(
    file,
    `${head}${BEGIN}\n\n${pairTable(results, date)}\n\n${sideTable(results)}\n\n${END}${tail}`,
  )
}

function pairTable(results: readonly PairResult[], date: string): string {
  return table(
    [
      'Extractor',
      'Loader',
      'Replication',
      'First',
      'Second',
      'Held',
      'Values changed by the connectors',
      'Date',
    ],
    results.map((one) => [
      shown(one.tap),
      shown(one.target),
      METHODS[one.method],
      String(one.first),
      String(one.second),
      String(one.held),
      Object.keys(one.changed)
        .map((column) => `\`${column}\``)
        .join(', ') || 'none',
      date,
    ]),
  )
}

function sideTable(results: readonly PairResult[]): string {
  const sides = new Map(results.flatMap(({ tap, target }) => [tap, target]).map((side) => [side.id, side]))
  return table(
    ['Connector', 'Built on', 'Version', 'Python', 'Fix proposed'],
    [...sides.values()]
      .filter(({ kind }) => kind !== 'bundled')
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map((side) => [
        `\`${side.id}\``,
        side.kind,
        side.version,
        side.python,
        side.remedies.join(', then ') || 'none needed',
      ]),
  )
}

const shown = ({ id, kind, version }: Side): string =>
  kind === 'bundled' ? `\`${id}\` (bundled)` : `\`${id}\` ${version}`

/** As the formatter writes it: columns as wide as their widest cell. */
function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)))
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const [first = [], ...others] = all
  return [line(first), rule, ...others.map(line)].join('\n')
}
