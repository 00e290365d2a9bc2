/**
 * The values a field handed on itself, to tell them from those that come from elsewhere (a preset, going back).
 *
 * What a field hands on returns to it later, by way of an address or a store, and by then more may have been typed:
 * set again, an earlier value would undo the later one.
 */
export interface OwnValues {
  newest: string
  /** Handed on and not yet returned, oldest first. */
  awaited: readonly string[]
}

/** A field that shows `value` and has handed on nothing. */
export const ownValues = (value: string): OwnValues => ({ newest: value, awaited: [] })

/** Notes a value that is handed on. */
export const handedOn = (own: OwnValues, value: string): OwnValues => ({
  newest: value,
  awaited: [...own.awaited, value],
})

/** Takes a value that arrives. A value of the field's own is not news, and settles those handed on before it. */
export function arrived(own: OwnValues, value: string): { own: OwnValues; isNews: boolean } {
  const returned = own.awaited.indexOf(value)
  if (returned !== -1) return { own: { ...own, awaited: own.awaited.slice(returned + 1) }, isNews: false }
  return { own: ownValues(value), isNews: value !== own.newest }
}
