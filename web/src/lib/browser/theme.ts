import { usePreference } from '../preference.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/**
 * Returns the chosen theme and its setter. `/start.js` applies it to the document before the first paint and
 * after each change.
 */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return usePreference('theme', THEMES)
}
