import { useEffect, useState, useSyncExternalStore } from 'react'

import { fetchLogPage } from '#web/api/executions/executions.ts'
import { useLive, useLiveGap, useLiveMessages } from '#web/api/live/live.tsx'

import { createLogReader, type LogReader, type LogReading } from './log-reader.ts'

/**
 * Returns the held stretch of an execution's log, opened at a line or at its end, and kept up to date while
 * `growing`.
 */
export function useLogWindow(
  executionId: string,
  startAt: number | null,
  growing: boolean,
): LogReading & { reader: LogReader } {
  const [reader] = useState(() => createLogReader((query) => fetchLogPage(executionId, query), startAt))
  const reading = useSyncExternalStore(reader.subscribe, reader.reading)
  useEffect(() => reader.open(startAt), [reader, startAt])

  useLive(`log:${executionId}`)
  useLiveMessages((message) => {
    if (message.type === 'log.appended' && message.executionId === executionId)
      reader.noteLastLine(message.lastLine)
    else if (message.type === 'execution.changed' && message.execution.id === executionId) void reader.check()
  })
  useLiveGap(`log:${executionId}`, (gap) => {
    // No message announced lines written between the first load and the subscription.
    if (gap === 'opening' && !growing) return
    if (gap !== 'opening' && !reader.reading().loaded) reader.retry()
    else void reader.check()
  })
  return { ...reading, reader }
}
