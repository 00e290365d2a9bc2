/**
 * Finds the known name that was most likely meant: one with another spelling, a common start or end, or few
 * different letters. Undefined if none is near.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const target = plain(name)
  const scored = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(target, plain(candidate)) }))
    .filter(({ distance }) => distance !== null)
    .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0))
  return scored[0]?.candidate
}

/** Returns ` Did you mean \`x\`?`, or the known names if none is near. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates)
  if (nearest !== undefined) return didYouMean(nearest)
  const shown = candidates.slice(0, MAX_NAMED).map((candidate) => `\`${candidate}\``)
  return shown.length === 0
    ? ''
    : ` Known here: ${shown.join(', ')}${candidates.length > MAX_NAMED ? ', …' : ''}.`
}

/** Returns ` Did you mean \`x\`?`; empty without a name. */
export const didYouMean = (name: string | undefined): string =>
  name === undefined ? '' : ` Did you mean \`${name}\`?`

const MAX_NAMED = 20
/** Distance of a name that contains the other: nearer than three wrong letters. */
const CONTAINED = 2.5
/** Maximum length to compare letter by letter. */
const LONGEST = 64

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

function distanceOf(target: string, candidate: string): number | null {
  if (target === candidate) return 0
  if (target === '' || candidate === '' || target.length > LONGEST) return null
  const distance = edits(target, candidate)
  const shorter = Math.min(target.length, candidate.length)
  const contained = shorter >= 3 && (candidate.includes(target) || target.includes(candidate))
  if (contained) return Math.min(distance, CONTAINED)
  return distance <= Math.max(1, Math.floor(Math.max(target.length, candidate.length) / 3)) ? distance : null
}

/** Counts letters to add, remove, change, or swap with their neighbour. */
function edits(a: string, b: string): number {
  let previous: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1]
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (previous[j - 2] ?? 0) + 1)
      }
      next.push(least)
    }
    previous = row
    row = next
  }
  return row[b.length] ?? 0
}
