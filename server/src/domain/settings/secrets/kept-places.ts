/**
 * Returns, for each item of an edited list, the index of the stored item it corresponds to, null if that is ambiguous. `wanted`
 * and `shown` are the items as texts; the stored ones as they were shown, with markers for secrets. Equal items keep their
 * order; a changed item keeps its index if the list keeps its length.
 */
export function keptPlaces(wanted: readonly string[], shown: readonly string[]): (number | null)[] {
  const stored = placesByText(shown)
  const places = wanted.map((): number | null => null)
  for (const [text, positions] of placesByText(wanted)) {
    const same = stored.get(text) ?? []
    for (const [nth, position] of positions.entries()) {
      if (same.length === positions.length) places[position] = same[nth] ?? null
      // A copy of the only item with this text.
      else if (same.length === 1) places[position] = same[0] ?? null
    }
  }
  const taken = new Set(places)
  if (wanted.length !== shown.length) return places
  return places.map((place, index) => {
    const changed = place === null && !stored.has(wanted[index] ?? '')
    return changed && !taken.has(index) ? index : place
  })
}

function placesByText(texts: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, text] of texts.entries()) {
    const known = places.get(text)
    if (known === undefined) places.set(text, [index])
    else known.push(index)
  }
  return places
}
