import type { SessionUser } from '@flx/shared/access/setup'
import { clsx } from 'clsx'
import { ChevronRight, CircleUser, LogOut } from 'lucide-react'
import { NavLink } from 'react-router'

import { paths } from '#web/paths.ts'
import { Dialog } from '#web/ui/overlays/dialog.tsx'

import { useSignOut } from '../menus/use-sign-out.ts'
import { CountOf } from './navigation-counts.tsx'
import { MORE_DESTINATIONS } from './navigation.ts'
import { menuWords, navigationWords } from '../words.ts'

const LINE =
  'flex min-h-12 w-full items-center gap-3 rounded-md px-2 text-left text-base font-medium hover:bg-hover'

/** The destinations that do not fit in the phone's bar, and the signed-in user. */
export default function MoreSheet({ user, onClose }: { user: SessionUser | undefined; onClose: () => void }) {
  const signingOut = useSignOut()
  return (
    <Dialog title={navigationWords.more} sheet onClose={onClose}>
      <nav aria-label={navigationWords.more} className="-mx-2">
        {MORE_DESTINATIONS.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            to={to}
            onClick={onClose}
            className={({ isActive }) => clsx(LINE, isActive ? 'bg-accent-soft text-accent' : 'text-text')}
          >
            <Icon aria-hidden className="size-5 shrink-0" />
            {label}
            <CountOf to={to} className="ml-auto" />
          </NavLink>
        ))}
      </nav>
      <div className="-mx-2 mt-2 border-t border-line pt-2">
        {user !== undefined && (
          <NavLink to={paths.profile()} onClick={onClose} className={clsx(LINE, 'py-2 text-text')}>
            <CircleUser aria-hidden className="size-5 shrink-0" />
            <span className="min-w-0 grow">
              <span className="block truncate">{user.name}</span>
              <span className="block truncate text-xs font-normal text-text-faint">
                {user.email} · {user.role}
              </span>
            </span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-text-faint" />
          </NavLink>
        )}
        <button type="button" onClick={() => signingOut.mutate()} className={clsx(LINE, 'text-text')}>
          <LogOut aria-hidden className="size-5 shrink-0" />
          {menuWords.signOut}
        </button>
      </div>
    </Dialog>
  )
}
