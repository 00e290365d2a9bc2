import type { Statistics } from '@flx/shared/operations/statistics'
import { useEffect } from 'react'

import { useNow } from '#web/lib/clock.tsx'
import { wallWords } from './words.ts'

const FAILURE_IS_NEWS_FOR = 3_600_000
const ICONS = {
  idle: '/favicon.svg',
  running: '/favicon-running.svg',
  failed: '/favicon-failed.svg',
} as const

interface FleetState {
  icon: keyof typeof ICONS
  /** For the tab: `2 failed in the last hour, 7 running`. */
  words: string
}

/** How the fleet does at this moment: failures of the last hour come before what runs. */
function fleetState(
  { recentFailures, runningExecutions }: Pick<Statistics, 'recentFailures' | 'runningExecutions'>,
  now: number,
): FleetState {
  const failed = recentFailures.filter(
    ({ finishedAt, queuedAt }) => now - Date.parse(finishedAt ?? queuedAt) < FAILURE_IS_NEWS_FOR,
  ).length
  const running = wallWords.running(runningExecutions)
  // Only the newest ten are known.
  if (failed > 0)
    return { icon: 'failed', words: wallWords.failed(`${failed}${failed > 9 ? '+' : ''}`, running) }
  return { icon: runningExecutions > 0 ? 'running' : 'idle', words: running }
}

/**
 * For a display on a wall: everything larger, and the state in the icon of the tab. Gives the words for the title; null
 * for other pages.
 */
export function useWall(wall: boolean, figures: Statistics | undefined): string | null {
  const now = useNow(30)
  const state = wall && figures !== undefined ? fleetState(figures, now) : null
  const icon = state?.icon ?? 'idle'
  useEffect(() => {
    const root = document.documentElement
    root.toggleAttribute('data-wall', wall)
    return () => root.removeAttribute('data-wall')
  }, [wall])
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (link === null) return
    link.href = ICONS[icon]
    return () => void (link.href = ICONS.idle)
  }, [icon])
  return state?.words ?? null
}
