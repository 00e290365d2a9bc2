/** Characters of a catalogue that is uploaded. */
export const MOST_CATALOG_CHARACTERS = 32 * 1024 * 1024
