import type { SessionUser } from '@flx/shared/access/setup'
import { clsx } from 'clsx'
import { Menu } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'

import { dialogOnDemand } from '#web/ui/on-demand/dialog-on-demand.tsx'

import { CountOf, useOpenAlerts } from './navigation-counts.tsx'
import { MORE_DESTINATIONS, BAR_DESTINATIONS, isAt } from './navigation.ts'
import { navigationWords } from '../words.ts'

const sheet = dialogOnDemand(() => import('./more-sheet.tsx'), {
  title: navigationWords.more,
  height: 'h-96',
  sheet: true,
})

const ITEM_CLASS =
  'relative flex h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-1 text-2xs/4 font-medium whitespace-nowrap focus-visible:outline-offset-[-2px]'
const itemClass = (current: boolean) => clsx(ITEM_CLASS, current ? 'text-accent' : 'text-text-soft')
const COUNT_CLASS = 'absolute top-1 left-1/2 ml-1 bg-status-failed-bar! px-1! text-2xs/4 text-on-danger!'

/**
 * The main navigation of a phone, within reach of the thumb: four destinations, and the others under "More".
 */
export function BottomBar({ user }: { user: SessionUser | undefined }) {
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  const isBehindMore = MORE_DESTINATIONS.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  const openAlerts = useOpenAlerts()
  return (
    <>
      <nav
        aria-label={navigationWords.main}
        className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] sm:hidden"
      >
        {BAR_DESTINATIONS.map(({ to, also, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            aria-current={isAt({ to, also }, pathname) ? 'page' : undefined}
            className={itemClass(isAt({ to, also }, pathname))}
          >
            <Icon aria-hidden className="size-5" />
            {label}
            <CountOf to={to} className={COUNT_CLASS} />
          </Link>
        ))}
        <button
          type="button"
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-current={isBehindMore ? 'true' : undefined}
          onPointerEnter={sheet.prepare}
          onFocus={sheet.prepare}
          onClick={() => setOpen(true)}
          className={itemClass(isBehindMore)}
        >
          <Menu aria-hidden className="size-5" />
          {navigationWords.more}
          {openAlerts > 0 && (
            <span className="absolute top-1.5 left-1/2 ml-2 size-2 rounded-full bg-status-failed-bar">
              <span className="sr-only">{navigationWords.openAlerts(openAlerts)}</span>
            </span>
          )}
        </button>
      </nav>
      {open && <sheet.Dialog user={user} onClose={() => setOpen(false)} />}
    </>
  )
}
