/**
 * Returns the query string of a page as views store it: the same filters give the same text, in whatever
 * order they were set.
 */
export function viewQuery(parameters: URLSearchParams): string {
  const entries = [...parameters].filter(([, value]) => value !== '')
  entries.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
  return new URLSearchParams(entries).toString()
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
