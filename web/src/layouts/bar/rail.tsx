import { clsx } from 'clsx'
import { Link, useLocation } from 'react-router'

import { paths } from '#web/paths.ts'

import { Logo } from '../logo.tsx'
import { CountOf } from './navigation-counts.tsx'
import { DESTINATIONS, isAt } from './navigation.ts'
import { navigationWords, PRODUCT } from '../words.ts'

/** The main navigation on the left. Icons only at medium widths, and everywhere if `narrow`. */
export function Rail({ narrow }: { narrow: boolean }) {
  const { pathname } = useLocation()
  const text = clsx('sr-only', !narrow && 'xl:not-sr-only')
  return (
    <div
      className={clsx(
        'sticky top-0 hidden h-dvh w-14 shrink-0 flex-col border-r border-line bg-rail sm:flex',
        !narrow && 'xl:w-52',
      )}
    >
      <nav aria-label={navigationWords.main} className="flex flex-col gap-0.5 px-2">
        <Link to={paths.home()} className="mb-2 flex h-13 items-center gap-2.5 px-2 text-base font-semibold">
          <Logo />
          <span className={text}>{PRODUCT}</span>
        </Link>
        {DESTINATIONS.map(({ to, also, label, icon: Icon, key }) => (
          <Link
            key={to}
            to={to}
            aria-current={isAt({ to, also }, pathname) ? 'page' : undefined}
            title={navigationWords.withKeys(label, key)}
            className="relative flex h-9 items-center gap-3 rounded-md px-2.5 text-sm font-medium text-text-soft hover:bg-hover hover:text-text aria-[current]:bg-hover aria-[current]:text-text"
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            <span className={text}>{label}</span>
            <CountOf
              to={to}
              className={clsx(
                'ml-auto',
                narrow
                  ? 'absolute top-0 right-0 px-1 text-2xs/4'
                  : 'max-xl:absolute max-xl:top-0 max-xl:right-0 max-xl:px-1 max-xl:text-2xs/4',
              )}
            />
          </Link>
        ))}
      </nav>
    </div>
  )
}
