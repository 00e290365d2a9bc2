/** Returns the name that was probably meant; undefined if none is close. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const lowered = name.toLowerCase()
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(lowered, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best !== undefined && best.distance <= Math.max(1, Math.floor(lowered.length / 3))) return best.name
  return lowered.length < 3 ? undefined : names.find((name) => name.toLowerCase().includes(lowered))
}

/** Returns the number of insertions, deletions, replacements and swaps of neighbours between two texts. */
function distanceOf(a: string, b: string): number {
  let last: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (last[j - 2] ?? 0) + 1)
      next.push(least)
    }
    last = row
    row = next
  }
  return row[b.length] ?? 0
}

/** Returns ` Did you mean "x"?`, or an empty text. */
export function suggestion(input: string, names: readonly string[]): string {
  const name = nearest(input, names)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}
