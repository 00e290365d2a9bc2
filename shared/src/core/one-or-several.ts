/** Metadata of a list in place of which a client can send a single item; the API document shows both. */
export const ONE_OR_SEVERAL = 'x-one-or-several'
