/**
 * Returns, for each item of an edited list, the index of the stored item it corresponds to, null if that is ambiguous. `edited`
 * and `shown` are the items as texts; the stored ones as they were shown, with markers for secrets. Equal items keep their
 * order; a changed item keeps its index if the list keeps its length.
 */
export function keptPlaces(edited: readonly string[], shown: readonly string[]): (number | null)[] {
  const stored = placesByText(shown)
  const places = edited.map((): number | null => null)
  for (const [text, positions] of placesByText(edited)) {
    const matching = stored.get(text) ?? []
    for (const [nth, position] of positions.entries()) {
      if (matching.length === positions.length) places[position] = matching[nth] ?? null
      // A copy of the only item with this text.
      else if (matching.length === 1) places[position] = matching[0] ?? null
    }
  }
  const used = new Set(places)
  if (edited.length !== shown.length) return places
  return places.map((place, index) => {
    const changed = place === null && !stored.has(edited[index] ?? '')
    return changed && !used.has(index) ? index : place
  })
}

function placesByText(texts: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, text] of texts.entries()) {
    const positions = places.get(text)
    if (positions === undefined) places.set(text, [index])
    else positions.push(index)
  }
  return places
}
