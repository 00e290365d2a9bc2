/**
 * The place of a column in the card that a row becomes on a phone. Title and status share the first line, a
 * message has its own line, facts follow each other with the time at the end of their line, and actions come
 * last. `parts`: the cell has pieces in several places, each with its class of `CARD_PART`. `none`: left out,
 * because the card already shows it.
 */
export type CardPlace = 'title' | 'status' | 'message' | 'fact' | 'time' | 'actions' | 'parts' | 'none'

/** Classes of a piece of a card, for cells whose pieces belong in several places. */
export const CARD_PART = {
  head: 'max-md:order-1 max-md:min-w-[45%] max-md:flex-1',
  status: 'max-md:order-2 max-md:shrink-0',
  message: 'max-md:order-4 max-md:basis-full',
  fact: 'max-md:order-5',
} as const

const CELL = 'max-md:block max-md:w-auto! max-md:min-w-0! max-md:max-w-full! max-md:p-0! max-md:border-0!'

/** Classes of the cells, by place. */
export const CARD_CELL: Record<CardPlace, string> = {
  title: `${CELL} ${CARD_PART.head}`,
  status: `${CELL} ${CARD_PART.status}`,
  message: `${CELL} ${CARD_PART.message}`,
  fact: `${CELL} ${CARD_PART.fact} max-md:flex! max-md:items-center max-md:whitespace-normal! max-md:text-left! max-md:text-xs max-md:text-text-soft`,
  time: `${CELL} max-md:order-6 max-md:ml-auto max-md:text-right max-md:text-xs`,
  actions: `${CELL} card-actions max-md:order-7 max-md:grow max-md:text-right max-md:not-has-[button,a,input]:hidden!`,
  parts: 'max-md:contents!',
  none: 'max-md:hidden!',
}

/** Classes of the box that selects the card: large enough for a thumb, without making the card taller. */
export const CARD_PICK = `${CELL} max-md:-my-2.5 max-md:-mr-3 max-md:-ml-3`

/** Classes of the row: a card of wrapping lines, with an empty piece that ends the first line. */
export const CARD_ROW =
  "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-3.5 max-md:shadow-low max-md:after:order-3 max-md:after:basis-full max-md:after:content-[''] max-md:data-current:border-accent"
