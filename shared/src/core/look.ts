/** Facts about a browser that the server needs to render a page for it; the page stores them in a cookie. */
export interface Look {
  /** IANA name of the browser's time zone. */
  zone: string
  /** Whether it is below the `sm` breakpoint, where lists have another layout. */
  phone: boolean
}

export const LOOK_COOKIE = 'flx-look'

/** Formats the value of the cookie. */
export const lookText = ({ zone, phone }: Look): string => `${phone ? 'phone' : 'wide'}:${zone}`

/** Parses the value of the cookie; undefined if it is invalid. */
export function lookOf(text: string): Look | undefined {
  const [, layout, zone] = /^(phone|wide):([\w+/-]{1,64})$/.exec(text) ?? []
  return zone === undefined || !isZone(zone) ? undefined : { zone, phone: layout === 'phone' }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
