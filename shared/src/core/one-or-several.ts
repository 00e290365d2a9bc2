/** Metadata of a list that a client may leave out where it sends a single item: the API document says so. */
export const ONE_OR_SEVERAL = 'x-one-or-several'
