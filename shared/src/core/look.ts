/** What a server must know of a browser to draw a page for it; the page leaves it in a cookie. */
export interface Look {
  /** IANA name of the zone in which the browser shows times. */
  zone: string
  /** Below the `sm` breakpoint, where lists are laid out otherwise. */
  phone: boolean
}

export const LOOK_COOKIE = 'flx-look'

/** The value of the cookie. */
export const lookText = ({ zone, phone }: Look): string => `${phone ? 'phone' : 'wide'}:${zone}`

/** Undefined for what is no such value: the cookie may hold anything. */
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
