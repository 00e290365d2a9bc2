/** More are forgotten, the oldest first: messages that come again come soon, or never. */
const MOST = 500

/** Puts a text among those that are known; false when it was there already. */
export function remember(known: Set<string>, text: string, most = MOST): boolean {
  if (known.has(text)) return false
  known.add(text)
  // A set keeps the order of its insertions.
  const [oldest] = known
  if (known.size > most && oldest !== undefined) known.delete(oldest)
  return true
}
