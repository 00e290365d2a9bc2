import type { LogPage, LogQuery } from '@flx/shared/executions/execution'
import { useCallback, useEffect, useRef, useState } from 'react'

import { fetchLogPage } from '#web/api/executions.ts'
import { useLive, useLiveGap, useLiveMessages } from '#web/api/live/live.tsx'

import {
  EMPTY_WINDOW,
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

const isHeld = (window: LogWindow, line: number | null): boolean =>
  window.lines.length > 0 && (line === null || (line >= firstOf(window) && line <= endOf(window)))

/** Loads stretches of a log as they are needed, one request at a time, and follows its end live while it is `growing`. */
export function useLogWindow(executionId: string, startAt: number | null, growing: boolean) {
  const [window, setWindow] = useState<LogWindow>(EMPTY_WINDOW)
  const [error, setError] = useState<unknown>(null)
  const [loaded, setLoaded] = useState(false)
  const current = useRef(window)
  const busy = useRef(false)
  const queue = useRef(Promise.resolve())
  const tailing = useRef(false)
  const grownMeanwhile = useRef(false)
  const following = useRef(true)
  const moving = useRef(0)

  /** One request at a time, in order: each continues from what the one before brought. */
  const load = useCallback(
    (
      query: () => Partial<LogQuery>,
      merge: (window: LogWindow, page: LogPage) => LogWindow,
    ): Promise<void> => {
      queue.current = queue.current.then(async () => {
        busy.current = true
        try {
          const page = await fetchLogPage(executionId, { limit: PAGE, ...query() })
          current.current = merge(current.current, page)
          setWindow(current.current)
          setError(null)
          setLoaded(true)
        } catch (problem) {
          setError(problem)
        } finally {
          busy.current = false
        }
      })
      return queue.current
    },
    [executionId],
  )

  /** Many lines in a row make one request after the other, never two at once. */
  const tail = useCallback(async () => {
    grownMeanwhile.current = true
    if (tailing.current) return
    tailing.current = true
    while (grownMeanwhile.current) {
      grownMeanwhile.current = false
      await load(() => ({ after: endOf(current.current) }), append)
    }
    tailing.current = false
  }, [load])

  /** Starts over with another stretch. */
  const moveTo = useCallback(
    async (query: Partial<LogQuery>) => {
      moving.current += 1
      await load(
        () => query,
        (_window, page) => replace(page),
      )
      moving.current -= 1
    },
    [load],
  )
  const toLine = useCallback((line: number) => moveTo({ after: Math.max(0, line - PAGE / 2) }), [moveTo])
  const toEnd = useCallback(async () => {
    following.current = true
    if (holdsEnd(current.current)) return
    await moveTo({})
  }, [moveTo])

  useEffect(() => {
    // A line that is held already is shown where it is; the reader's place does not move.
    if (isHeld(current.current, startAt)) return
    void (startAt === null ? moveTo({}) : toLine(startAt))
  }, [moveTo, startAt, toLine])

  useLive(`log:${executionId}`)
  useLiveMessages((message) => {
    const grown =
      message.type === 'log.appended' && message.executionId === executionId ? message.lastLine : 0
    const ended = message.type === 'execution.changed' && message.execution.id === executionId && loaded
    if (grown > current.current.lastLine) {
      const held = holdsEnd(current.current)
      current.current = { ...current.current, lastLine: grown }
      if (held && following.current) void tail()
      else setWindow(current.current)
    } else if (ended && following.current) void tail()
  })

  const retry = () => void moveTo({})
  /** Lines between the first load and the subscription were told to nobody. */
  const catchUp = async () => {
    await queue.current
    if (current.current === EMPTY_WINDOW) return
    if (following.current && startAt === null) await tail()
    else await load(() => ({ limit: 1 }), longer)
  }
  useLiveGap(`log:${executionId}`, (gap) => {
    if (gap === 'opening') {
      if (growing) void catchUp()
      return
    }
    if (!loaded) retry()
    else if (following.current && holdsEnd(current.current)) void tail()
    // The reader's place stays; only how long the log has become is asked.
    else void load(() => ({ limit: 1 }), longer)
  })

  return {
    window,
    error,
    loaded,
    retry,
    earlier: (shown: Shown) => {
      if (busy.current || firstOf(current.current) <= 1 || !canPrepend(current.current, PAGE, shown)) return
      // Earlier lines would push out the end, which the reader looks at.
      if (following.current && isFull(current.current, PAGE)) return
      void load(() => ({ before: firstOf(current.current) }), prepend)
    },
    later: (shown: Shown) => {
      if (busy.current || holdsEnd(current.current) || !canAppend(current.current, PAGE, shown)) return
      void load(() => ({ after: endOf(current.current) }), append)
    },
    toStart: () => {
      following.current = false
      return moveTo({ after: 0 })
    },
    /** Whether another stretch is on its way. */
    isMoving: () => moving.current > 0,
    toEnd,
    setFollowing: (on: boolean) => {
      following.current = on
    },
  }
}
