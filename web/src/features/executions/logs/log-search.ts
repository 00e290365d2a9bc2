import type { LogLevel } from '@flx/shared/logs/log'
import { LOG_LEVELS } from '@flx/shared/executions/execution-status'
import type { LogMatch } from '@flx/shared/logs/log-search'

/** Fewer characters are in nearly every line. */
export const FEWEST_CHARACTERS = 2
/** Lines that one search shows; more of them help nobody. */
export const MOST_LINES = 2000

/** The parts of the URL beside the filters of executions. */
export interface LogSearchText {
  text: string
  levels: LogLevel[]
}

/** The search from the URL; a text that is too short counts as none. */
export function readLogSearch(parameters: URLSearchParams): LogSearchText {
  const text = parameters.get('text')?.trim().slice(0, 200) ?? ''
  return {
    text: isLongEnough(text) ? text : '',
    levels: LOG_LEVELS.filter((level) => parameters.getAll('level').includes(level)),
  }
}

/** Whether a text may be searched for. */
export const isLongEnough = (text: string): boolean => Array.from(text.trim()).length >= FEWEST_CHARACTERS

/** The lines of one execution that were found, in the order in which they came. */
export interface MatchGroup {
  execution: Pick<LogMatch, 'executionId' | 'pipelineId' | 'pipelineName' | 'status' | 'queuedAt'>
  lines: LogMatch[]
}

/** Lines by execution: those of one follow each other, across pages, too. */
export function groupMatches(matches: readonly LogMatch[]): MatchGroup[] {
  const groups: MatchGroup[] = []
  for (const match of matches) {
    const last = groups.at(-1)
    if (last?.execution.executionId === match.executionId) last.lines.push(match)
    else groups.push({ execution: match, lines: [match] })
  }
  return groups
}

/** Lines of one execution that crowd out the others. */
const MANY_LINES = 50

/** Whether the text is in so many lines that few executions are seen. */
export const isBroad = (lines: number, executions: number): boolean =>
  executions > 0 && lines / executions >= MANY_LINES

/** A piece of a line. */
export interface Piece {
  text: string
  matches: boolean
}

/** A line in pieces, those that were searched for apart, upper and lower case alike. */
export function piecesOf(line: string, wanted: string): Piece[] {
  if (wanted === '') return [{ text: line, matches: false }]
  const pattern = `(${wanted.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)})`
  return line
    .split(new RegExp(pattern, 'gi'))
    .map((text, index) => ({ text, matches: index % 2 === 1 }))
    .filter(({ text }) => text !== '')
}

/** The end of a search that continues by itself: more lines than `beyond`, or `until` requests. */
export interface Goal {
  beyond: number
  until: number
}

/** Requests that follow each other by themselves while they find nothing. */
const STRETCHES = 10
export const FIRST_GOAL: Goal = { beyond: 0, until: STRETCHES }

/** Further back from what has been found. */
export const goalBehind = (lines: number, pages: number): Goal => ({
  beyond: lines,
  until: pages + STRETCHES,
})

/** Nothing more by itself. */
export const NO_GOAL: Goal = { beyond: 0, until: 0 }

/** Whether the next request is due. */
export const goesOn = ({ beyond, until }: Goal, lines: number, pages: number, hasMore: boolean): boolean =>
  lines <= beyond && pages < until && (pages === 0 || hasMore)
