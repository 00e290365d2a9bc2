import { clsx } from 'clsx'
import { Link, NavLink } from 'react-router'

import { paths } from '#web/paths.ts'

import { Logo } from './logo.tsx'
import { DESTINATIONS } from './navigation.ts'

/** The main navigation at the left; icons only on middling widths. */
export function Rail() {
  return (
    <div className="sticky top-0 hidden h-dvh w-14 shrink-0 flex-col border-r border-line bg-rail sm:flex xl:w-52">
      <nav aria-label="Main" className="flex flex-col gap-0.5 px-2">
        <Link to={paths.home()} className="mb-2 flex h-13 items-center gap-2.5 px-2 text-base font-semibold">
          <Logo />
          <span className="sr-only xl:not-sr-only">FLX Pipelines</span>
        </Link>
        {DESTINATIONS.map(({ to, label, icon: Icon, key }) => (
          <NavLink
            key={to}
            to={to}
            end={to === paths.home()}
            title={`${label} (g ${key})`}
            className={({ isActive }) =>
              clsx(
                'flex h-9 items-center gap-3 rounded-md px-2.5 text-sm font-medium',
                isActive ? 'bg-hover text-text' : 'text-text-soft hover:bg-hover hover:text-text',
              )
            }
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            <span className="sr-only xl:not-sr-only">{label}</span>
          </NavLink>
        ))}
      </nav>
    </div>
  )
}

/** The same on narrow screens, in reach of the thumb. */
export function BottomBar() {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {DESTINATIONS.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === paths.home()}
          className={({ isActive }) =>
            clsx(
              'flex h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-1 text-[0.625rem] font-medium tracking-tight whitespace-nowrap',
              isActive ? 'text-accent' : 'text-text-soft',
            )
          }
        >
          <Icon aria-hidden className="size-5" />
          {label}
        </NavLink>
      ))}
    </nav>
  )
}
