/** The nightly run tries every one of many equal cases. */
export const EVERYTHING = process.env['FLX_TEST_LONG'] === '1'

/** One case of each kind, the first; all of them in the nightly run. */
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
