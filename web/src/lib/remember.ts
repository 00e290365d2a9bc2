/** The most texts to keep. The oldest are forgotten first: a message that repeats does so soon, or never. */
const LIMIT = 500

/** Adds a text to the known ones. Returns false if it was known already. */
export function remember(known: Set<string>, text: string, limit = LIMIT): boolean {
  if (known.has(text)) return false
  known.add(text)
  // A set keeps insertion order.
  const [oldest] = known
  if (known.size > limit && oldest !== undefined) known.delete(oldest)
  return true
}
