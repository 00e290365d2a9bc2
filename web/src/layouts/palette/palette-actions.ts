import { Clock, FolderGit2, Keyboard, LayoutTemplate, Plug, Plus, Tv } from 'lucide-react'

import { useRole } from '#web/api/access/session.ts'
import { THEMES, useTheme } from '#web/lib/browser/theme.ts'
import { useTimeZoneChoice } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'

import { THEME_LOOKS } from '../menus/theme-menu.tsx'
import { menuWords, paletteWords } from '../words.ts'
import type { Go, PaletteEntry } from './palette-entry.ts'

/** Returns the actions of every page that the user's role allows. */
export function useActions(go: Go, onShortcuts: () => void): PaletteEntry[] {
  const editor = useRole('editor')
  const [theme, setTheme] = useTheme()
  const [zone, setZone] = useTimeZoneChoice()
  return [
    ...(editor.allowed
      ? [
          {
            key: 'create',
            label: paletteWords.createPipeline,
            words: paletteWords.also.create,
            icon: Plus,
            act: go(paths.newPipeline()),
          },
          {
            key: 'templates',
            label: paletteWords.templates,
            words: paletteWords.also.templates,
            icon: LayoutTemplate,
            act: go(paths.templates()),
          },
          {
            key: 'add-plugin',
            label: paletteWords.addPlugin,
            words: paletteWords.also.addPlugin,
            icon: Plug,
            act: go(paths.newPlugin()),
          },
          {
            key: 'import-project',
            label: paletteWords.importProject,
            words: paletteWords.also.importProject,
            icon: FolderGit2,
            act: go(paths.importProject()),
          },
        ]
      : []),
    ...THEMES.filter((key) => key !== theme).map((key) => ({
      key: `theme ${key}`,
      label: menuWords.themeOption(THEME_LOOKS[key].label),
      words: paletteWords.also.theme,
      icon: THEME_LOOKS[key].icon,
      act: () => setTheme(key),
    })),
    {
      key: 'zone',
      label: zone === 'utc' ? menuWords.showLocal : menuWords.showUtc,
      words: paletteWords.also.timeZone,
      icon: Clock,
      act: () => setZone(zone === 'utc' ? 'local' : 'utc'),
    },
    {
      key: 'wall',
      label: paletteWords.wall,
      words: paletteWords.also.wall,
      icon: Tv,
      act: go(paths.wall()),
    },
    {
      key: 'keys',
      label: paletteWords.shortcuts,
      words: paletteWords.also.help,
      hint: '?',
      icon: Keyboard,
      act: onShortcuts,
    },
  ]
}
