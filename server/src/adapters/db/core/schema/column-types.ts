/** 0 or 1: better-sqlite3 does not bind booleans. */
export type Flag = 0 | 1
/** JSON stored as text, read and written through `json.ts`. */
export type JsonText = string
/** JSON that is sealed as a whole. */
export type SealedText = string
/** JSON that is compressed, see `packed.ts`. */
export type PackedText = string
/** ISO 8601 text in UTC, so that it sorts by time and its first ten characters are the day. */
export type Time = string
