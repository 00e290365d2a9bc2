/** Maximum number of characters of an uploaded catalogue. */
export const MOST_CATALOG_CHARACTERS = 32 * 1024 * 1024
