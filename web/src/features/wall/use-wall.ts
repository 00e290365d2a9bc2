import type { Wall } from '@flx/shared/operations/wall'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { useLive, useLiveMessages, useLiveStatus } from '#web/api/live/live.tsx'
import { wall } from '#web/api/wall.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

/** The shortest time between two requests of a display, however busy the fleet is. */
const SETTLE_MILLISECONDS = 2000
/** Older data is not live: two responses in a row have failed to arrive. */
const OLD_MILLISECONDS = 75_000

const RELEVANT_EVENTS = new Set([
  'execution.changed',
  'pipeline.changed',
  'failures.changed',
  'schedules.changed',
  'holds.changed',
  'failure.noted',
])

type ConnectionStatus = 'connecting' | 'live' | 'reconnecting' | 'lost'

export interface WallView {
  data: Wall | undefined
  failed: boolean
  status: ConnectionStatus
  /** When the data arrived, by the clock of the display. */
  dataAt: number
  /** The present by the server's clock, or the moment of the data once it is old. */
  now: number
}

/** Returns the content of the wall, kept fresh by messages and the clock, and whether it is up to date. */
export function useWall(): WallView {
  const zone = useTimeZone()
  const { data, dataUpdatedAt: dataAt, isError } = useQuery(wall.shown(zone))
  const { state } = useLiveStatus()
  const present = useNow(1)
  useWallReload()
  const isOld = data !== undefined && present - dataAt > OLD_MILLISECONDS
  const status: ConnectionStatus = isOld
    ? 'lost'
    : state === 'connected'
      ? 'live'
      : state === 'connecting'
        ? 'connecting'
        : 'reconnecting'
  const serverTime = data === undefined ? present : Date.parse(data.at)
  const elapsed = isOld || data === undefined ? 0 : Math.max(0, present - dataAt)
  return { data, failed: isError, status, dataAt, now: serverTime + elapsed }
}

/** Reloads the wall after relevant messages. Many messages cause one request. */
function useWallReload(): void {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useLive('executions')
  useLive('pipelines')
  useLive('failures')
  useLive('schedules')
  useLive('holds')
  useLiveMessages(({ type }) => {
    if (!RELEVANT_EVENTS.has(type)) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void queries.invalidateQueries({ queryKey: ['wall'] })
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
