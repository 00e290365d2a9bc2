import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react'

import { THEMES, useTheme, type Theme } from '#web/lib/theme.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/menu.tsx'

export const THEME_LOOKS: Record<Theme, { label: string; icon: LucideIcon }> = {
  system: { label: 'System', icon: Monitor },
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
}

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const [theme, setTheme] = useTheme()
  const Icon = THEME_LOOKS[theme].icon
  return (
    <Menu
      label={`Theme: ${THEME_LOOKS[theme].label}`}
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
