import {
  Bell,
  CalendarClock,
  CircleAlert,
  LayoutDashboard,
  Play,
  Plug,
  Settings,
  Waypoints,
  Workflow,
  type LucideIcon,
} from 'lucide-react'

import { paths } from '#web/paths.ts'

import { navigationWords } from '../words.ts'

export interface Destination {
  label: string
  to: string
  icon: LucideIcon
  /** The path of pages that belong to it but have other addresses. */
  also?: string | undefined
  /** The second key, after `g`. */
  key: string
}

/** The destinations of the rail. It shows only what exists, nothing planned. */
export const DESTINATIONS: readonly Destination[] = [
  {
    label: navigationWords.dashboard,
    to: paths.home(),
    also: paths.dashboards(),
    icon: LayoutDashboard,
    key: 'd',
  },
  { label: navigationWords.failures, to: paths.failures(), icon: CircleAlert, key: 'f' },
  {
    label: navigationWords.pipelines,
    to: paths.pipelines(),
    also: paths.templates(),
    icon: Workflow,
    key: 'p',
  },
  { label: navigationWords.executions, to: paths.executions(), icon: Play, key: 'e' },
  { label: navigationWords.schedules, to: paths.schedules(), icon: CalendarClock, key: 's' },
  { label: navigationWords.lineage, to: paths.lineage(), icon: Waypoints, key: 'n' },
  { label: navigationWords.plugins, to: paths.plugins(), icon: Plug, key: 'l' },
  { label: navigationWords.alerts, to: paths.alerts(), icon: Bell, key: 'a' },
  { label: navigationWords.settings, to: '/settings', icon: Settings, key: ',' },
]

/** Reports whether a page belongs to a destination. */
export const isAt = ({ to, also }: Pick<Destination, 'to' | 'also'>, pathname: string): boolean =>
  [to, also].some(
    (path) => path !== undefined && (pathname === path || (path !== '/' && pathname.startsWith(`${path}/`))),
  )

/** The destinations in the bar at the foot of a phone. The others are under "More". */
export const BAR_DESTINATIONS = DESTINATIONS.slice(0, 4)
export const MORE_DESTINATIONS = DESTINATIONS.slice(4)
