import { readPreference, usePreference } from '../preference.ts'

const TIME_ZONE_CHOICES = ['local', 'utc'] as const
export type TimeZoneChoice = (typeof TIME_ZONE_CHOICES)[number]

/** Returns whether times are shown in the browser's zone or in UTC, and the setter. */
export function useTimeZoneChoice(): [TimeZoneChoice, (choice: TimeZoneChoice) => void] {
  return usePreference('timeZone', TIME_ZONE_CHOICES)
}

/** Returns the zone to pass to the functions of `format.ts`. */
export function useTimeZone(): string {
  const [choice] = useTimeZoneChoice()
  return zoneOf(choice)
}

/** Returns the zone in which times are shown, outside a component. */
export const currentTimeZone = (): string => zoneOf(readPreference('timeZone', TIME_ZONE_CHOICES))

const zoneOf = (choice: TimeZoneChoice): string => (choice === 'utc' ? 'UTC' : localTimeZone())

let local: { offset: number; zone: string } | undefined

/** Sets the browser's zone when the page is rendered outside the browser. */
export function showTimesOf(zone: string): void {
  local = { offset: new Date().getTimezoneOffset(), zone }
}

/**
 * Returns the IANA name of the browser's zone. Looking it up is slow and every row asks, so it is kept until
 * the offset changes.
 */
export function localTimeZone(): string {
  const offset = new Date().getTimezoneOffset()
  if (local?.offset !== offset) {
    local = { offset, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone }
  }
  return local.zone
}
