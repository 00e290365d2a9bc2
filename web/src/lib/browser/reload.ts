const RELOADED_KEY = 'flx.reloaded-at'

/**
 * Reloads the page, unless it has done so by itself within the last milliseconds: what made it reload may still be
 * there afterwards.
 */
export function reloadAtMostEvery(milliseconds: number): void {
  try {
    if (Date.now() < Number(sessionStorage.getItem(RELOADED_KEY) ?? 0) + milliseconds) return
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
  } catch {
    // Storage is blocked: the page would forget that it has reloaded.
    return
  }
  location.reload()
}
