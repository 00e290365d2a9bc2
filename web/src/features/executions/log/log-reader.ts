import type { LogPage, LogQuery } from '@flx/shared/logs/log'

import {
  EMPTY_WINDOW,
  MAX_LINES,
  append,
  canAppend,
  canPrepend,
  endOf,
  firstOf,
  holdsEnd,
  isFull,
  updateLength,
  prepend,
  replace,
  type LogWindow,
  type VisibleLines,
} from './log-window.ts'

const PAGE_LINES = 1000

/** The held stretch of a log, and the result of the last request. */
export interface LogReading {
  window: LogWindow
  /** Why the last request failed. Null once one succeeds. */
  error: unknown
  /** True once a page has arrived. */
  loaded: boolean
}

export interface LogReader {
  reading(): LogReading
  /** Calls `listener` after every change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
  /** Opens the log at a line, or at its end. Opening a line that is already held loads nothing. */
  open(line: number | null): void
  /** The log has at least this many lines now. */
  noteLastLine(lastLine: number): void
  /** Checks for new lines, in case a message was missed. */
  check(): Promise<void>
  loadEarlier(visible: VisibleLines): void
  loadLater(visible: VisibleLines): void
  goToStart(): Promise<void>
  goToEnd(): Promise<void>
  retry(): void
  /** Sets whether to stay at the end, loading new lines as they are written. */
  setFollowing(on: boolean): void
  /** Reports whether a different stretch is being loaded. */
  isMoving(): boolean
}

/**
 * Creates a reader that loads stretches of a log as needed, one request at a time and in order, and stays at
 * the end while following.
 */
export function createLogReader(
  fetchPage: (query: Partial<LogQuery> & { limit: number }) => Promise<LogPage>,
  startAt: number | null,
): LogReader {
  let reading: LogReading = { window: EMPTY_WINDOW, error: null, loaded: false }
  const listeners = new Set<() => void>()
  let queue: Promise<void> = Promise.resolve()
  let pendingRequests = 0
  let pendingMoves = 0
  let isTailing = false
  let hasGrown = false
  let isFollowing = startAt === null
  /** The position requested last. */
  let lastQuery: Partial<LogQuery> = {}

  const currentWindow = () => reading.window
  const update = (changes: Partial<LogReading>) => {
    reading = { ...reading, ...changes }
    for (const listener of listeners) listener()
  }

  /** Each request continues from the result of the previous one. */
  const load = (
    query: () => Partial<LogQuery>,
    merge: (window: LogWindow, page: LogPage) => LogWindow,
  ): Promise<void> => {
    pendingRequests += 1
    queue = queue.then(async () => {
      try {
        const page = await fetchPage({ limit: PAGE_LINES, ...query() })
        update({ window: merge(currentWindow(), page), error: null, loaded: true })
      } catch (error) {
        update({ error })
      } finally {
        pendingRequests -= 1
      }
    })
    return queue
  }

  /** Starts over with a different stretch. */
  const moveTo = async (query: Partial<LogQuery>) => {
    pendingMoves += 1
    lastQuery = query
    await load(
      () => query,
      (_window, page) => replace(page),
    )
    pendingMoves -= 1
  }

  /** Loads up to the end. Lines written in the meantime cause one more request, never two at once. */
  const tail = async () => {
    hasGrown = true
    if (isTailing) return
    isTailing = true
    let isBehind = false
    while (isFollowing && (hasGrown || isBehind)) {
      hasGrown = false
      const before = endOf(currentWindow())
      // A window full of lines that will not be seen is not worth loading.
      if (currentWindow().lastLine - before > MAX_LINES) await moveTo({})
      else await load(() => ({ after: endOf(currentWindow()) }), append)
      // A failed request is repeated on the next message, or once the page is live again.
      isBehind = endOf(currentWindow()) > before && !holdsEnd(currentWindow())
    }
    hasGrown = false
    isTailing = false
  }

  const isHeld = (line: number | null): boolean =>
    currentWindow().lines.length > 0 &&
    (line === null || (line >= firstOf(currentWindow()) && line <= endOf(currentWindow())))

  return {
    reading: () => reading,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open: (line) => {
      if (isHeld(line)) return
      void moveTo(line === null ? {} : { after: Math.max(0, line - PAGE_LINES / 2) })
    },
    noteLastLine: (lastLine) => {
      if (lastLine <= currentWindow().lastLine) return
      update({ window: { ...currentWindow(), lastLine } })
      if (isFollowing) void tail()
    },
    check: async () => {
      await queue
      if (!reading.loaded) return
      if (isFollowing) await tail()
      // The position stays. Only the length of the log is requested.
      else await load(() => ({ limit: 1 }), updateLength)
    },
    loadEarlier: (visible) => {
      if (
        pendingRequests > 0 ||
        firstOf(currentWindow()) <= 1 ||
        !canPrepend(currentWindow(), PAGE_LINES, visible)
      )
        return
      // Earlier lines would push out the end, which the user is watching.
      if (isFollowing && isFull(currentWindow(), PAGE_LINES)) return
      void load(() => ({ before: firstOf(currentWindow()) }), prepend)
    },
    loadLater: (visible) => {
      if (
        pendingRequests > 0 ||
        holdsEnd(currentWindow()) ||
        !canAppend(currentWindow(), PAGE_LINES, visible)
      )
        return
      void load(() => ({ after: endOf(currentWindow()) }), append)
    },
    goToStart: () => {
      isFollowing = false
      return moveTo({ after: 0 })
    },
    goToEnd: async () => {
      isFollowing = true
      if (!holdsEnd(currentWindow())) await moveTo({})
    },
    retry: () => void moveTo(lastQuery),
    setFollowing: (on) => {
      isFollowing = on
    },
    isMoving: () => pendingMoves > 0,
  }
}
