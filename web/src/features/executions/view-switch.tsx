import { clsx } from 'clsx'
import { List, ScanSearch } from 'lucide-react'
import { Link } from 'react-router'

import { readExecutionSearch } from '#web/parts/execution-filters/execution-search.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { viewSwitchWords } from './list/words.ts'

const VIEWS = [
  { key: 'list', icon: List, label: viewSwitchWords.executions },
  { key: 'logs', icon: ScanSearch, label: viewSwitchWords.logs },
] as const

/** Switches between executions as a list and a search of their logs, keeping the filters. */
export function ViewSwitch({ chosen }: { chosen: (typeof VIEWS)[number]['key'] }) {
  const [parameters] = useAddressSearch()
  const zone = useTimeZone()
  const pathOf = (key: (typeof VIEWS)[number]['key']): string => {
    const next = new URLSearchParams(parameters)
    if (key === 'list') {
      for (const name of ['text', 'level']) next.delete(name)
      return paths.executions(next)
    }
    next.delete('sort')
    // Only the list has the calendar.
    if (next.has('period')) {
      const { from, to } = readExecutionSearch(parameters, zone).filters
      next.delete('period')
      if (from !== undefined) next.set('from', from)
      if (to !== undefined) next.set('to', to)
    }
    return paths.logSearch(next)
  }
  return (
    <nav
      aria-label={viewSwitchWords.label}
      className="inline-flex rounded-md border border-line bg-surface p-0.5"
    >
      {VIEWS.map(({ key, icon: Icon, label }) => (
        <Link
          key={key}
          to={pathOf(key)}
          aria-current={key === chosen ? 'page' : undefined}
          className={clsx(
            'touch inline-flex h-6.5 items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm font-medium',
            key === chosen ? 'bg-accent-soft text-accent' : 'text-text-soft hover:text-text',
          )}
        >
          <Icon aria-hidden className="size-4 max-sm:hidden" />
          {label}
        </Link>
      ))}
    </nav>
  )
}
