import type { LogLevel } from '@flx/shared/logs/log'
import { LOG_LEVELS } from '@flx/shared/executions/execution-status'
import type { LogMatch } from '@flx/shared/logs/log-search'

/** Shorter texts occur in nearly every line. */
export const MIN_CHARACTERS = 2
/** The most lines that one search shows. More would not help. */
export const MAX_LINES = 2000

/** The parts of the URL besides the filters of executions. */
export interface LogSearchText {
  text: string
  levels: LogLevel[]
}

/** Reads the search from the URL. A text that is too short counts as none. */
export function readLogSearch(parameters: URLSearchParams): LogSearchText {
  const text = parameters.get('text')?.trim().slice(0, 200) ?? ''
  return {
    text: isLongEnough(text) ? text : '',
    levels: LOG_LEVELS.filter((level) => parameters.getAll('level').includes(level)),
  }
}

/** Reports whether a text is long enough to search for. */
export const isLongEnough = (text: string): boolean => Array.from(text.trim()).length >= MIN_CHARACTERS

/** The matching lines of one execution, in the order in which they arrived. */
export interface MatchGroup {
  execution: Pick<LogMatch, 'executionId' | 'pipelineId' | 'pipelineName' | 'status' | 'queuedAt'>
  lines: LogMatch[]
}

/** Groups lines by execution. Lines of the same execution follow each other, even across pages. */
export function groupMatches(matches: readonly LogMatch[]): MatchGroup[] {
  const groups: MatchGroup[] = []
  for (const match of matches) {
    const last = groups.at(-1)
    if (last?.execution.executionId === match.executionId) last.lines.push(match)
    else groups.push({ execution: match, lines: [match] })
  }
  return groups
}

/** An average of more lines per execution crowds out other executions. */
const MANY_LINES = 50

/** Reports whether the text occurs in so many lines that few executions are visible. */
export const isBroad = (lines: number, executions: number): boolean =>
  executions > 0 && lines / executions >= MANY_LINES

/** A piece of a line, and whether it matches. */
export interface Piece {
  text: string
  matches: boolean
}

/** Splits a line into pieces, with matches separated. Ignores case. */
export function piecesOf(line: string, searchText: string): Piece[] {
  if (searchText === '') return [{ text: line, matches: false }]
  const pattern = `(${searchText.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)})`
  return line
    .split(new RegExp(pattern, 'gi'))
    .map((text, index) => ({ text, matches: index % 2 === 1 }))
    .filter(({ text }) => text !== '')
}

/** When a search stops continuing on its own: after more than `maxLines` lines or `maxRequests` requests. */
export interface Goal {
  maxLines: number
  maxRequests: number
}

/** The number of requests in a row that a search makes on its own while it finds nothing. */
const REQUESTS_IN_A_ROW = 10
export const FIRST_GOAL: Goal = { maxLines: 0, maxRequests: REQUESTS_IN_A_ROW }

/** Returns the goal for searching further back. */
export const goalFurtherBack = (lines: number, pages: number): Goal => ({
  maxLines: lines,
  maxRequests: pages + REQUESTS_IN_A_ROW,
})

/** Stops a search from continuing on its own. */
export const NO_GOAL: Goal = { maxLines: 0, maxRequests: 0 }

/** Reports whether the next request is due. */
export const isNextRequestDue = (
  { maxLines, maxRequests }: Goal,
  lines: number,
  pages: number,
  hasMore: boolean,
): boolean => lines <= maxLines && pages < maxRequests && (pages === 0 || hasMore)
