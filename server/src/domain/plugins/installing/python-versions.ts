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
  const own = numbers(version)
  const order = compare(own, wanted)
  const within = compare(own.slice(0, wanted.length), wanted) === 0
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
      return wildcard === undefined ? order !== 0 : !within
    case '~=':
      return order >= 0 && compare(own.slice(0, wanted.length - 1), wanted.slice(0, -1)) === 0
    default:
      return wildcard === undefined ? order === 0 : within
  }
}

const numbers = (text: string): number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0)

/** Compares two versions: negative if the first is older; missing parts count as zero. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
