/**
 * Whether a version of Python satisfies a pip specifier (`>=3.8,<3.12`, `~=3.9`, `==3.11.*`, `!=3.9.1`). An unreadable part
 * counts as satisfied.
 */
export function fitsPython(specifier: string, version: string): boolean {
  return specifier
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .every((part) => isMet(part, version))
}

function isMet(part: string, version: string): boolean {
  const [, operator = '', text = '', wildcard] =
    /^(~=|[=!<>]=|===|[<>])\s*v?([\d.]*\d)(\.\*)?/.exec(part) ?? []
  if (operator === '') return true
  const wanted = numbers(text)
  const actual = numbers(version)
  const order = compare(actual, wanted)
  const isPrefix = compare(actual.slice(0, wanted.length), wanted) === 0
  switch (operator) {
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '!=':
      return wildcard === undefined ? order !== 0 : !isPrefix
    case '~=':
      return order >= 0 && compare(actual.slice(0, wanted.length - 1), wanted.slice(0, -1)) === 0
    default:
      return wildcard === undefined ? order === 0 : isPrefix
  }
}

const numbers = (text: string): number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0)

/** Compares two versions: negative if the first is older; missing parts count as zero. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
