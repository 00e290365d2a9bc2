const KEY = 'flx.lastLook'
/** Shorter breaks, such as a glance at another tab, do not count as having been away. */
const AWAY_MILLISECONDS = 15 * 60_000

let since: string | undefined

/**
 * Returns when this browser last showed the product before the current visit, or undefined on the first
 * visit.
 */
export const lastVisit = (): string | undefined => since

/**
 * Records when the page is left, to find out how long the user was away. Call it once, as the page starts.
 */
export function trackVisits(now: () => number = Date.now): void {
  const come = () => {
    const left = read()
    if (left !== undefined && now() - left >= AWAY_MILLISECONDS) since = new Date(left).toISOString()
    // The previous visit still counts if the page was reloaded since.
    else if (since === undefined) since = readBefore()
    if (since !== undefined) write(`${KEY}Before`, since)
  }
  come()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') write(KEY, String(now()))
    else come()
  })
}

function read(): number | undefined {
  const left = Number(stored(KEY) ?? Number.NaN)
  return Number.isFinite(left) ? left : undefined
}

function readBefore(): string | undefined {
  const before = stored(`${KEY}Before`)
  return before === null || Number.isNaN(Date.parse(before)) ? undefined : before
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is blocked: the next visit does not know about this one.
  }
}
