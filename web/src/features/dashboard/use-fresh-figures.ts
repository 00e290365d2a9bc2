import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { executions } from '#web/api/executions/executions.ts'
import { useLive, useLiveMessages } from '#web/api/live/live.tsx'
import { statistics } from '#web/api/statistics.ts'

/** The shortest time between two requests of an open dashboard, however busy the fleet is. */
const SETTLE_MILLISECONDS = 600

/**
 * Reloads the figures and the running executions when an execution or a pipeline changes. Many changes cause
 * one request.
 */
export function useFreshFigures(): void {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useLive('executions')
  useLive('pipelines')
  useLiveMessages((message) => {
    if (message.type !== 'execution.changed' && message.type !== 'pipeline.changed') return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void queries.invalidateQueries({ queryKey: statistics.all })
      void queries.invalidateQueries({ queryKey: executions.lists() })
    }, SETTLE_MILLISECONDS)
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
}
