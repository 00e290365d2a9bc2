interface Findable {
  label: string
  words?: string | undefined
}

/**
 * Returns the entries that contain every word of the text, those whose label starts with it first. An empty
 * text returns all.
 */
export function matchWords<T extends Findable>(entries: readonly T[], text: string): T[] {
  const searchWords = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter(({ label, words = '' }) => {
    const searchable = `${label} ${words}`.toLowerCase()
    return searchWords.every((word) => searchable.includes(word))
  })
  const startsWithText = (entry: T) => entry.label.toLowerCase().startsWith(text.toLowerCase())
  return text === ''
    ? found
    : [...found.filter(startsWithText), ...found.filter((entry) => !startsWithText(entry))]
}
