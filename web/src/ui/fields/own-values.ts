/**
 * The values a field passed on itself, to distinguish them from values that come from elsewhere (a preset,
 * going back).
 *
 * A passed-on value returns to the field later, through an address or a store. More may have been typed by
 * then, so setting an earlier value would undo the later one.
 */
export interface OwnValues {
  newest: string
  /** Passed on and not yet returned, oldest first. */
  awaited: readonly string[]
}

/** Starts a field that shows `value` and has passed on nothing. */
export const ownValues = (value: string): OwnValues => ({ newest: value, awaited: [] })

/** Records a value that is passed on. */
export const recordPassedOn = (own: OwnValues, value: string): OwnValues => ({
  newest: value,
  awaited: [...own.awaited, value],
})

/**
 * Records a value that arrives. The field's own value is not news, and settles the values passed on before
 * it.
 */
export function recordArrival(own: OwnValues, value: string): { own: OwnValues; isNews: boolean } {
  const returned = own.awaited.indexOf(value)
  if (returned !== -1) return { own: { ...own, awaited: own.awaited.slice(returned + 1) }, isNews: false }
  return { own: ownValues(value), isNews: value !== own.newest }
}
