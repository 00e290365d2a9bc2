import type { LogQuery } from '@flx/shared/execution'
import { useCallback, useEffect, useRef, useState } from 'react'

import { fetchLogPage } from '#web/api/executions.ts'
import { useLive, useLiveMessages } from '#web/api/live.tsx'

import {
  EMPTY_WINDOW,
  append,
  endOf,
  firstOf,
  holdsEnd,
  prepend,
  replace,
  type LogWindow,
} from './log-window.ts'

const PAGE = 1000

/** Loads stretches of a log as they are needed, one request at a time, and follows its end live. */
export function useLogWindow(executionId: string, startAt: number | null) {
  const [window, setWindow] = useState<LogWindow>(EMPTY_WINDOW)
  const [error, setError] = useState<unknown>(null)
  const [loaded, setLoaded] = useState(false)
  const current = useRef(window)
  const busy = useRef(false)
  const again = useRef(false)
  const following = useRef(true)

  const load = useCallback(
    async (
      query: Partial<LogQuery>,
      merge: (window: LogWindow, page: Awaited<ReturnType<typeof fetchLogPage>>) => LogWindow,
    ) => {
      if (busy.current) {
        again.current = true
        return
      }
      busy.current = true
      try {
        const page = await fetchLogPage(executionId, { limit: PAGE, ...query })
        current.current = merge(current.current, page)
        setWindow(current.current)
        setError(null)
        setLoaded(true)
      } catch (problem) {
        setError(problem)
      } finally {
        busy.current = false
      }
    },
    [executionId],
  )

  const tail = useCallback(async () => {
    do {
      again.current = false
      await load({ after: endOf(current.current) }, append)
    } while (again.current || (following.current && !holdsEnd(current.current) && !busy.current))
  }, [load])

  const toLine = useCallback(
    (line: number) => load({ after: Math.max(0, line - PAGE / 2) }, (_window, page) => replace(page)),
    [load],
  )
  const toEnd = useCallback(async () => {
    following.current = true
    if (holdsEnd(current.current)) return
    await load({}, (_window, page) => replace(page))
  }, [load])

  useEffect(() => {
    void (startAt === null ? load({}, (_window, page) => replace(page)) : toLine(startAt))
  }, [load, startAt, toLine])

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

  return {
    window,
    error,
    loaded,
    retry: () => void load({}, (_window, page) => replace(page)),
    earlier: () => {
      if (firstOf(current.current) > 1) void load({ before: firstOf(current.current) }, prepend)
    },
    later: () => {
      if (!holdsEnd(current.current)) void load({ after: endOf(current.current) }, append)
    },
    toStart: () => {
      following.current = false
      return load({ after: 0 }, (_window, page) => replace(page))
    },
    toLine,
    toEnd,
    setFollowing: (on: boolean) => {
      following.current = on
    },
  }
}
