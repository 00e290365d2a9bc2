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
  longer,
  prepend,
  replace,
  type LogWindow,
  type Shown,
} from './log-window.ts'

const PAGE = 1000

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
  /** Calls `changed` after every change. Returns a function that unsubscribes. */
  subscribe(changed: () => void): () => void
  /** Opens the log at a line, or at its end. Opening a line that is already held loads nothing. */
  open(line: number | null): void
  /** The log has at least this many lines now. */
  grew(lastLine: number): void
  /** Checks for new lines, in case a message was missed. */
  check(): Promise<void>
  earlier(shown: Shown): void
  later(shown: Shown): void
  toStart(): Promise<void>
  toEnd(): Promise<void>
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
  let requests = 0
  let moves = 0
  let tailing = false
  let grownMeanwhile = false
  let following = startAt === null
  /** The position requested last. */
  let wanted: Partial<LogQuery> = {}

  const held = () => reading.window
  const set = (change: Partial<LogReading>) => {
    reading = { ...reading, ...change }
    for (const changed of listeners) changed()
  }

  /** Each request continues from the result of the previous one. */
  const load = (
    query: () => Partial<LogQuery>,
    merge: (window: LogWindow, page: LogPage) => LogWindow,
  ): Promise<void> => {
    requests += 1
    queue = queue.then(async () => {
      try {
        const page = await fetchPage({ limit: PAGE, ...query() })
        set({ window: merge(held(), page), error: null, loaded: true })
      } catch (error) {
        set({ error })
      } finally {
        requests -= 1
      }
    })
    return queue
  }

  /** Starts over with a different stretch. */
  const moveTo = async (query: Partial<LogQuery>) => {
    moves += 1
    wanted = query
    await load(
      () => query,
      (_window, page) => replace(page),
    )
    moves -= 1
  }

  /** Loads up to the end. Lines written in the meantime cause one more request, never two at once. */
  const tail = async () => {
    grownMeanwhile = true
    if (tailing) return
    tailing = true
    let isBehind = false
    while (following && (grownMeanwhile || isBehind)) {
      grownMeanwhile = false
      const before = endOf(held())
      // A window full of lines that will not be seen is not worth loading.
      if (held().lastLine - before > MAX_LINES) await moveTo({})
      else await load(() => ({ after: endOf(held()) }), append)
      // A failed request is repeated on the next message, or once the page is live again.
      isBehind = endOf(held()) > before && !holdsEnd(held())
    }
    grownMeanwhile = false
    tailing = false
  }

  const isHeld = (line: number | null): boolean =>
    held().lines.length > 0 && (line === null || (line >= firstOf(held()) && line <= endOf(held())))

  return {
    reading: () => reading,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    open: (line) => {
      if (isHeld(line)) return
      void moveTo(line === null ? {} : { after: Math.max(0, line - PAGE / 2) })
    },
    grew: (lastLine) => {
      if (lastLine <= held().lastLine) return
      set({ window: { ...held(), lastLine } })
      if (following) void tail()
    },
    check: async () => {
      await queue
      if (!reading.loaded) return
      if (following) await tail()
      // The position stays. Only the length of the log is requested.
      else await load(() => ({ limit: 1 }), longer)
    },
    earlier: (shown) => {
      if (requests > 0 || firstOf(held()) <= 1 || !canPrepend(held(), PAGE, shown)) return
      // Earlier lines would push out the end, which the user is watching.
      if (following && isFull(held(), PAGE)) return
      void load(() => ({ before: firstOf(held()) }), prepend)
    },
    later: (shown) => {
      if (requests > 0 || holdsEnd(held()) || !canAppend(held(), PAGE, shown)) return
      void load(() => ({ after: endOf(held()) }), append)
    },
    toStart: () => {
      following = false
      return moveTo({ after: 0 })
    },
    toEnd: async () => {
      following = true
      if (!holdsEnd(held())) await moveTo({})
    },
    retry: () => void moveTo(wanted),
    setFollowing: (on) => {
      following = on
    },
    isMoving: () => moves > 0,
  }
}
