/** Maximum number of characters of an uploaded catalogue. */
export const MAX_CATALOG_CHARACTERS = 32 * 1024 * 1024
