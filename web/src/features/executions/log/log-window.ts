import type { LogLine, LogPage } from '@flx/shared/logs/log'

/** Lines that the page holds at most; the rest stays on the server. */
export const MOST_LINES = 6000

/** A gapless stretch of the log, and how long the log is. */
export interface LogWindow {
  lines: readonly LogLine[]
  lastLine: number
  /**
   * From which edge the lines on the screen keep their distance now: what comes after them leaves the start where it is,
   * what comes before them or falls out there does not.
   */
  steady: 'start' | 'end'
}

export const EMPTY_WINDOW: LogWindow = { lines: [], lastLine: 0, steady: 'start' }

export const firstOf = (window: LogWindow): number => window.lines[0]?.line ?? 0
export const endOf = (window: LogWindow): number => window.lines.at(-1)?.line ?? 0
/** True when so many lines more than are held would push others out. */
export const isFull = (window: LogWindow, more = 0): boolean => window.lines.length + more >= MOST_LINES
/** The lines that are on the screen, from the first one to the last one. */
export interface Shown {
  from: number
  to: number
}

/** True when a page that follows pushes out only lines before those on the screen. */
export const canAppend = (window: LogWindow, page: number, shown: Shown): boolean =>
  (window.lines[window.lines.length + page - MOST_LINES]?.line ?? 0) <= shown.from

/** True when a page that comes before pushes out only lines after those on the screen. */
export const canPrepend = (window: LogWindow, page: number, shown: Shown): boolean =>
  !isFull(window, page) || (window.lines[MOST_LINES - page - 1]?.line ?? 0) >= shown.to

/** True when nothing comes after what is held. */
export const holdsEnd = (window: LogWindow): boolean => endOf(window) >= window.lastLine

/** Adds a page that follows what is held; what falls out of the window is at the start. */
export function append(window: LogWindow, page: LogPage): LogWindow {
  const fresh = page.lines.filter(({ line }) => line > endOf(window))
  const lines = [...window.lines, ...fresh]
  return {
    lines: lines.slice(-MOST_LINES),
    lastLine: Math.max(window.lastLine, page.lastLine),
    steady: lines.length > MOST_LINES ? 'end' : 'start',
  }
}

/** Adds a page that comes before what is held; what falls out of the window is at the end. */
export function prepend(window: LogWindow, page: LogPage): LogWindow {
  const fresh = page.lines.filter(({ line }) => line < firstOf(window))
  const lines = [...fresh, ...window.lines]
  return {
    lines: lines.slice(0, MOST_LINES),
    lastLine: Math.max(window.lastLine, page.lastLine),
    steady: 'end',
  }
}

/** Starts over with one page. */
export const replace = (page: LogPage): LogWindow => ({
  lines: page.lines,
  lastLine: page.lastLine,
  steady: 'start',
})

/** Keeps the stretch, and learns from a page how long the log is by now. */
export const longer = (window: LogWindow, page: LogPage): LogWindow => ({
  ...window,
  lastLine: Math.max(window.lastLine, page.lastLine),
})
