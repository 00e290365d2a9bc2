import type { SessionUser } from '@flx/shared/access/setup'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'

import { AccountMenu } from './menus/account-menu.tsx'
import { LiveIndicator } from './live/live-indicator.tsx'
import { Logo } from './logo.tsx'
import { SearchBox } from './palette/search-box.tsx'
import { ThemeMenu } from './menus/theme-menu.tsx'
import { TimeZoneMenu } from './menus/time-zone-menu.tsx'
import { PRODUCT } from './words.ts'

export function TopBar({ user, onSearch }: { user: SessionUser | undefined; onSearch: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-rail px-4 sm:px-6">
      <Link to={paths.home()} aria-label={PRODUCT} className="touch grid place-items-center sm:hidden">
        <Logo />
      </Link>
      <SearchBox onOpen={onSearch} />
      <div className="ml-auto flex items-center gap-1.5 sm:gap-2">
        <LiveIndicator />
        <TimeZoneMenu />
        <ThemeMenu />
        <AccountMenu user={user} />
      </div>
    </header>
  )
}
