import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react'

import { THEMES, useTheme, type Theme } from '#web/lib/browser/theme.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { menuWords } from '../words.ts'

export const THEME_LOOKS: Record<Theme, { label: string; icon: LucideIcon }> = {
  system: { label: menuWords.system, icon: Monitor },
  light: { label: menuWords.light, icon: Sun },
  dark: { label: menuWords.dark, icon: Moon },
}

/** A choice of light, dark or the system's theme. */
export function ThemeMenu() {
  const [theme, setTheme] = useTheme()
  const Icon = THEME_LOOKS[theme].icon
  return (
    <Menu
      label={menuWords.theme(THEME_LOOKS[theme].label)}
      align="end"
      triggerClass={buttonClass({ variant: 'quiet', className: 'w-8 px-0! max-sm:hidden' })}
      trigger={<Icon aria-hidden className="size-4" />}
      items={THEMES.map((key) => ({
        key,
        label: THEME_LOOKS[key].label,
        icon: THEME_LOOKS[key].icon,
        checked: key === theme,
        onSelect: () => setTheme(key),
      }))}
    />
  )
}
