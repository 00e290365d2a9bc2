const KEY = 'flx.lastLook'
/** Shorter breaks, such as a glance at another tab, do not count as having been away. */
const AWAY_MILLISECONDS = 15 * 60_000

let previousVisit: string | undefined

/**
 * Returns when this browser last showed the product before the current visit, or undefined on the first
 * visit.
 */
export const lastVisit = (): string | undefined => previousVisit

/**
 * Records when the page is left, to find out how long the user was away. Call it once, as the page starts.
 */
export function trackVisits(now: () => number = Date.now): void {
  const recordArrival = () => {
    const leftAt = readLeftAt()
    if (leftAt !== undefined && now() - leftAt >= AWAY_MILLISECONDS)
      previousVisit = new Date(leftAt).toISOString()
    // The previous visit still counts if the page was reloaded since.
    else if (previousVisit === undefined) previousVisit = readPreviousVisit()
    if (previousVisit !== undefined) writeItem(`${KEY}Before`, previousVisit)
  }
  recordArrival()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') writeItem(KEY, String(now()))
    else recordArrival()
  })
}

function readLeftAt(): number | undefined {
  const leftAt = Number(readItem(KEY) ?? Number.NaN)
  return Number.isFinite(leftAt) ? leftAt : undefined
}

function readPreviousVisit(): string | undefined {
  const previous = readItem(`${KEY}Before`)
  return previous === null || Number.isNaN(Date.parse(previous)) ? undefined : previous
}

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function writeItem(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is blocked: the next visit does not know about this one.
  }
}
