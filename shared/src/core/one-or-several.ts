/** Metadata of a list for which a client can send a single item instead; the API document shows both. */
export const ONE_OR_SEVERAL = 'x-one-or-several'
