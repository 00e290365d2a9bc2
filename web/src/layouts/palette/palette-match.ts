interface Findable {
  label: string
  words?: string | undefined
}

/**
 * Returns the entries that contain every word of the text, those whose label starts with it first. An empty
 * text returns all.
 */
export function matchWords<T extends Findable>(entries: readonly T[], text: string): T[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter(({ label, words = '' }) => {
    const known = `${label} ${words}`.toLowerCase()
    return wanted.every((word) => known.includes(word))
  })
  const begins = (entry: T) => entry.label.toLowerCase().startsWith(text.toLowerCase())
  return text === '' ? found : [...found.filter(begins), ...found.filter((entry) => !begins(entry))]
}
