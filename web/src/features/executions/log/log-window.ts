import type { LogLine, LogPage } from '@flx/shared/logs/log'

/** The most lines that the page holds. The rest stays on the server. */
export const MAX_LINES = 6000

/** A gapless stretch of the log, and the length of the log. */
export interface LogWindow {
  lines: readonly LogLine[]
  lastLine: number
  /**
   * The edge from which the lines on the screen keep their distance: `start` if lines were appended, `end` if
   * lines were prepended or dropped from the start.
   */
  anchor: 'start' | 'end'
}

export const EMPTY_WINDOW: LogWindow = { lines: [], lastLine: 0, anchor: 'start' }

export const firstOf = (window: LogWindow): number => window.lines[0]?.line ?? 0
export const endOf = (window: LogWindow): number => window.lines.at(-1)?.line ?? 0
/** Reports whether `more` additional lines would push others out. */
export const isFull = (window: LogWindow, more = 0): boolean => window.lines.length + more >= MAX_LINES
/** The first and last line on the screen. */
export interface VisibleLines {
  from: number
  to: number
}

/** Reports whether appending a page pushes out only lines before those on the screen. */
export const canAppend = (window: LogWindow, page: number, visible: VisibleLines): boolean =>
  (window.lines[window.lines.length + page - MAX_LINES]?.line ?? 0) <= visible.from

/** Reports whether prepending a page pushes out only lines after those on the screen. */
export const canPrepend = (window: LogWindow, page: number, visible: VisibleLines): boolean =>
  !isFull(window, page) || (window.lines[MAX_LINES - page - 1]?.line ?? 0) >= visible.to

/** Reports whether the window includes the end of the log. */
export const holdsEnd = (window: LogWindow): boolean => endOf(window) >= window.lastLine

/** Appends a page. Lines are dropped from the start of the window. */
export function append(window: LogWindow, page: LogPage): LogWindow {
  const newLines = page.lines.filter(({ line }) => line > endOf(window))
  const lines = [...window.lines, ...newLines]
  return {
    lines: lines.slice(-MAX_LINES),
    lastLine: Math.max(window.lastLine, page.lastLine),
    anchor: lines.length > MAX_LINES ? 'end' : 'start',
  }
}

/** Prepends a page. Lines are dropped from the end of the window. */
export function prepend(window: LogWindow, page: LogPage): LogWindow {
  const newLines = page.lines.filter(({ line }) => line < firstOf(window))
  const lines = [...newLines, ...window.lines]
  return {
    lines: lines.slice(0, MAX_LINES),
    lastLine: Math.max(window.lastLine, page.lastLine),
    anchor: 'end',
  }
}

/** Starts over with one page. */
export const replace = (page: LogPage): LogWindow => ({
  lines: page.lines,
  lastLine: page.lastLine,
  anchor: 'start',
})

/** Keeps the stretch, and takes the current length of the log from a page. */
export const updateLength = (window: LogWindow, page: LogPage): LogWindow => ({
  ...window,
  lastLine: Math.max(window.lastLine, page.lastLine),
})
