import { usePreference } from './preference.ts'

export const TIME_ZONE_CHOICES = ['local', 'utc'] as const
export type TimeZoneChoice = (typeof TIME_ZONE_CHOICES)[number]

/** In which zone times are shown: the browser's, or UTC. */
export function useTimeZoneChoice(): [TimeZoneChoice, (choice: TimeZoneChoice) => void] {
  return usePreference('timeZone', TIME_ZONE_CHOICES)
}

/** The zone to pass to the functions of `format.ts`. */
export function useTimeZone(): string {
  const [choice] = useTimeZoneChoice()
  return choice === 'utc' ? 'UTC' : localTimeZone()
}

/** IANA name of the browser's zone. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
