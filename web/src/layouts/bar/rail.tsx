import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Link, NavLink } from 'react-router'

import { failures } from '#web/api/failures.ts'
import { useLive } from '#web/api/live/live.tsx'
import { formatCompact } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'

import { Logo } from './logo.tsx'
import { DESTINATIONS } from './navigation.ts'
import { navigationWords, PRODUCT } from './words.ts'

/** The main navigation at the left; icons only on middling widths. */
export function Rail() {
  return (
    <div className="sticky top-0 hidden h-dvh w-14 shrink-0 flex-col border-r border-line bg-rail sm:flex xl:w-52">
      <nav aria-label={navigationWords.main} className="flex flex-col gap-0.5 px-2">
        <Link to={paths.home()} className="mb-2 flex h-13 items-center gap-2.5 px-2 text-base font-semibold">
          <Logo />
          <span className="sr-only xl:not-sr-only">{PRODUCT}</span>
        </Link>
        {DESTINATIONS.map(({ to, label, icon: Icon, key }) => (
          <NavLink
            key={to}
            to={to}
            end={to === paths.home()}
            title={navigationWords.withKeys(label, key)}
            className={({ isActive }) =>
              clsx(
                'relative flex h-9 items-center gap-3 rounded-md px-2.5 text-sm font-medium',
                isActive ? 'bg-hover text-text' : 'text-text-soft hover:bg-hover hover:text-text',
              )
            }
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            <span className="sr-only xl:not-sr-only">{label}</span>
            {to === paths.failures() && <OpenCauses />}
          </NavLink>
        ))}
      </nav>
    </div>
  )
}

/** How many causes of failures are open; nothing without any. */
function OpenCauses() {
  useLive('failures')
  const { data } = useQuery(failures.summary())
  if (data === undefined || data.open === 0) return null
  return (
    <span className="tabular ml-auto rounded-full bg-status-failed-soft px-1.5 text-xs/5 font-semibold text-status-failed max-xl:absolute max-xl:top-0 max-xl:right-0 max-xl:px-1 max-xl:text-2xs/4">
      <span aria-hidden>{formatCompact(data.open)}</span>
      <span className="sr-only">{navigationWords.openCauses(data.open)}</span>
    </span>
  )
}

/** The same on narrow screens, in reach of the thumb. */
export function BottomBar() {
  return (
    <nav
      aria-label={navigationWords.main}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {DESTINATIONS.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === paths.home()}
          className={({ isActive }) =>
            clsx(
              'relative flex h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-1 text-[0.625rem] font-medium tracking-tight whitespace-nowrap',
              isActive ? 'text-accent' : 'text-text-soft',
            )
          }
        >
          <Icon aria-hidden className="size-5" />
          {label}
          {to === paths.failures() && <OpenCauses />}
        </NavLink>
      ))}
    </nav>
  )
}
