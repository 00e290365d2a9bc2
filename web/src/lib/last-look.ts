const KEY = 'flx.lastLook'
/** Shorter pauses, such as a glance at another tab, do not count as having been away. */
const AWAY_MILLISECONDS = 15 * 60_000

let since: string | undefined

/** When this browser last showed the product before the present visit; undefined at the first visit. */
export const lastLook = (): string | undefined => since

/** Notes when the page is left, and from when on its reader was away. Call it once, as the page starts. */
export function followLooks(now: () => number = Date.now): void {
  const come = () => {
    const left = read()
    if (left !== undefined && now() - left >= AWAY_MILLISECONDS) since = new Date(left).toISOString()
    // The visit before counts also when the page was reloaded in between.
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
    // Storage is blocked: the next visit does not know of this one.
  }
}
