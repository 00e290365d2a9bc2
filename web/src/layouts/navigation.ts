import {
  Bell,
  CalendarClock,
  LayoutDashboard,
  Play,
  Plug,
  Settings,
  Workflow,
  type LucideIcon,
} from 'lucide-react'

import { paths } from '#web/paths.ts'

export interface Destination {
  label: string
  to: string
  icon: LucideIcon
  /** Second key after `g`. */
  key: string
}

/** The rail shows what exists, nothing that is planned. */
export const DESTINATIONS: readonly Destination[] = [
  { label: 'Dashboard', to: paths.home(), icon: LayoutDashboard, key: 'd' },
  { label: 'Pipelines', to: paths.pipelines(), icon: Workflow, key: 'p' },
  { label: 'Executions', to: paths.executions(), icon: Play, key: 'e' },
  { label: 'Schedules', to: paths.schedules(), icon: CalendarClock, key: 's' },
  { label: 'Plugins', to: paths.plugins(), icon: Plug, key: 'l' },
  { label: 'Alerts', to: paths.alerts(), icon: Bell, key: 'a' },
  { label: 'Settings', to: '/settings', icon: Settings, key: ',' },
]
