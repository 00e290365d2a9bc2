interface Findable {
  label: string
  words?: string | undefined
}

/** Entries that hold every word of the text, those whose label begins with it first; all of them for an empty text. */
export function matchWords<T extends Findable>(entries: readonly T[], text: string): T[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter(({ label, words = '' }) => {
    const known = `${label} ${words}`.toLowerCase()
    return wanted.every((word) => known.includes(word))
  })
  const begins = (entry: T) => entry.label.toLowerCase().startsWith(text.toLowerCase())
  return text === '' ? found : [...found.filter(begins), ...found.filter((entry) => !begins(entry))]
}
