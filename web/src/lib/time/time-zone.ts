import { readPreference, usePreference } from '../preference.ts'

const TIME_ZONE_CHOICES = ['local', 'utc'] as const
export type TimeZoneChoice = (typeof TIME_ZONE_CHOICES)[number]

/** In which zone times are shown: the browser's, or UTC. */
export function useTimeZoneChoice(): [TimeZoneChoice, (choice: TimeZoneChoice) => void] {
  return usePreference('timeZone', TIME_ZONE_CHOICES)
}

/** The zone to pass to the functions of `format.ts`. */
export function useTimeZone(): string {
  const [choice] = useTimeZoneChoice()
  return zoneOf(choice)
}

/** The same outside of a component. */
export const currentTimeZone = (): string => zoneOf(readPreference('timeZone', TIME_ZONE_CHOICES))

const zoneOf = (choice: TimeZoneChoice): string => (choice === 'utc' ? 'UTC' : localTimeZone())

let local: { offset: number; zone: string } | undefined

/** Where the page is drawn outside of its browser: the zone that the browser has. */
export function showTimesOf(zone: string): void {
  local = { offset: new Date().getTimezoneOffset(), zone }
}

/** IANA name of the browser's zone. It takes long to find out and every row asks, so it is kept while the offset stays. */
export function localTimeZone(): string {
  const offset = new Date().getTimezoneOffset()
  if (local?.offset !== offset) {
    local = { offset, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone }
  }
  return local.zone
}
