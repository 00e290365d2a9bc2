import type { SessionUser } from '@flx/shared/access/setup'
import { CircleUser, Clock, LogOut } from 'lucide-react'

import { THEMES, useTheme } from '#web/lib/browser/theme.ts'
import { useTimeZoneChoice } from '#web/lib/time/time-zone.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { THEME_LOOKS } from './theme-menu.tsx'
import { useSignOut } from './use-sign-out.ts'
import { menuWords } from '../words.ts'

/** The signed-in user, the menus that narrow screens have no room for, and sign-out. */
export function AccountMenu({ user }: { user: SessionUser | undefined }) {
  const [theme, setTheme] = useTheme()
  const [zone, setZone] = useTimeZoneChoice()
  const signingOut = useSignOut()
  return (
    <Menu
      label={menuWords.account}
      align="end"
      triggerClass={buttonClass({ variant: 'quiet', className: 'w-8 px-0! max-sm:w-11' })}
      trigger={<CircleUser aria-hidden className="size-4.5" />}
      header={
        user && (
          <div className="max-w-64">
            <div className="font-medium">{user.name}</div>
            <div className="text-xs text-text-faint">
              {user.email} · {user.role}
            </div>
          </div>
        )
      }
      items={[
        ...THEMES.map((key) => ({
          key,
          label: menuWords.themeOption(THEME_LOOKS[key].label),
          checked: key === theme,
          narrowOnly: true,
          onSelect: () => setTheme(key),
        })),
        {
          key: 'time-zone',
          label: zone === 'utc' ? menuWords.showLocal : menuWords.showUtc,
          icon: Clock,
          narrowOnly: true,
          onSelect: () => setZone(zone === 'utc' ? 'local' : 'utc'),
        },
        { key: 'sign-out', label: menuWords.signOut, icon: LogOut, onSelect: () => signingOut.mutate() },
      ]}
    />
  )
}
