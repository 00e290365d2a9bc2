/** Whether every one of many similar cases is tried, as in the nightly run. */
export const EVERYTHING = process.env['FLX_TEST_LONG'] === '1'

/** Returns the first case of each kind, or all cases in the nightly run. */
export function oneOfEach<T>(cases: readonly T[], kindOf: (item: T) => string): readonly T[] {
  if (EVERYTHING) return cases
  const seen = new Set<string>()
  return cases.filter((item) => {
    const kind = kindOf(item)
    if (seen.has(kind)) return false
    seen.add(kind)
    return true
  })
}
