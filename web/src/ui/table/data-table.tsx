import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'

import type { Selection } from '#web/lib/lists/selection.ts'

import { SelectBox } from '../fields/select-box.tsx'
import { CARD_CELL, CARD_PICK, CARD_ROW, type CardPlace } from './card-look.ts'
import { SortableTh } from './sortable-th.tsx'
import { ROLES, SkeletonRows, Table, Td, Th, Tr } from './table.tsx'
import { tableWords } from '../words.ts'

/** A column: its header, its cells and the look of both. The skeleton has the same columns. */
export interface Column<Row, By extends string = string> {
  label: string
  /** Shows the header to screen readers only. */
  hideLabel?: boolean
  /** The sort key, and the order that the first press gives. */
  sort?: { by: By; first?: 'ascending' | 'descending' }
  numeric?: boolean
  /** Its place in a card. Rows are cards below the `md` breakpoint. */
  card: CardPlace
  /** Shown in a card before a fact, in place of the label. */
  cardIcon?: LucideIcon
  /** Shows the label before a time in a card, where the card has several times. Facts always show theirs. */
  cardLabel?: boolean
  /** Whether the card of a row shows it. The table always does. */
  inCard?: (row: Row) => boolean
  /** Classes of the cells. */
  className?: string
  headClass?: string
  /** The tooltip of a cell. */
  title?: (row: Row) => string | undefined
  cell: (row: Row) => ReactNode
}

/** Makes the column of actions, which has no visible header. */
export const actionsColumn = <Row,>(
  cell: (row: Row) => ReactNode,
  className = 'text-right whitespace-nowrap',
): Column<Row, never> => ({ label: tableWords.actions, hideLabel: true, card: 'actions', className, cell })

export interface DataTableOptions<Row, By extends string> {
  label: string
  columns: readonly Column<Row, By>[]
  keyOf: (row: Row) => string
  /** Number of rows of the skeleton. */
  skeleton?: number
  /** The current order of the list. Required by sortable columns. */
  order?: { sort: string; onSort: (sort: By | `-${By}`) => void }
  /** Makes rows selectable. `one` labels the box of a row, `all` the box of all rows. */
  choice?: { selection: Selection; all: string; one: (row: Row) => string }
  /** Data attributes of a row, for code that finds it from outside. */
  rowData?: (row: Row) => Record<`data-${string}`, string>
  /** The heading above consecutive cards that share it. */
  groupOf?: ((row: Row) => string) | undefined
  className?: string
}

/**
 * A table made from its columns. On a phone each row is a card. If `rows` is null, the first page is loading.
 */
export function DataTable<Row, By extends string = string>({
  label,
  columns,
  rows,
  keyOf,
  skeleton,
  order,
  choice,
  rowData,
  groupOf,
  className,
}: DataTableOptions<Row, By> & { rows: readonly Row[] | null }) {
  const selection = choice?.selection
  const head = (
    <>
      {choice !== undefined && (
        <Th className="w-px pr-0 max-md:w-auto">
          <SelectBox
            label={choice.all}
            checked={choice.selection.shown === 'every'}
            mixed={choice.selection.shown === 'some'}
            disabledReason={reasonAgainst(choice.selection, rows?.length ?? 0)}
            onToggle={() => choice.selection.setShown(choice.selection.shown !== 'every')}
            className="-my-1"
          />
        </Th>
      )}
      {columns.map((column) => (
        <Head key={column.label} column={column} order={order} />
      ))}
    </>
  )
  return (
    <Table
      label={label}
      head={head}
      headStays={choice !== undefined}
      cards
      {...(className === undefined ? {} : { className })}
    >
      {rows === null ? (
        <SkeletonRows
          cards
          columns={[
            ...(choice === undefined ? [] : [PICK_CELL]),
            ...columns.map(({ className: cell }) => cell),
          ]}
          {...(skeleton === undefined ? {} : { rows: skeleton })}
        />
      ) : (
        rows.map((row, index) => {
          const group = groupOf?.(row)
          const previous = rows[index - 1]
          const startsGroup = group !== undefined && (previous === undefined || groupOf?.(previous) !== group)
          return (
            <Fragment key={keyOf(row)}>
              {startsGroup && <GroupHead label={group} columns={columns.length + 1} />}
              <Tr
                data-item
                className={CARD_ROW}
                {...rowData?.(row)}
                {...(selection === undefined ? {} : { current: selection.has(keyOf(row)) })}
              >
                {choice !== undefined && (
                  <Td className={clsx(PICK_CELL, CARD_PICK)}>
                    <SelectBox
                      data-item-select
                      label={choice.one(row)}
                      checked={choice.selection.has(keyOf(row))}
                      disabledReason={reasonAgainst(choice.selection, rows.length)}
                      onToggle={(range) => choice.selection.toggle(keyOf(row), range)}
                      className="md:-my-1"
                    />
                  </Td>
                )}
                {columns.map((column) => (
                  <Cell key={column.label} column={column} row={row} />
                ))}
              </Tr>
            </Fragment>
          )
        })
      )}
    </Table>
  )
}

/** The cell of the box that selects a row. */
const PICK_CELL = 'w-px pr-0'

/** Returns why nothing can be ticked now, if so. */
function reasonAgainst({ isReady }: Selection, rows: number): string | undefined {
  if (!isReady) return tableWords.notReady
  return rows === 0 ? tableWords.nothingToSelect : undefined
}

function Cell<Row, By extends string>({ column, row }: { column: Column<Row, By>; row: Row }) {
  const {
    label,
    hideLabel,
    numeric = false,
    card,
    cardIcon: Icon,
    cardLabel,
    inCard,
    className,
    title,
    cell,
  } = column
  const place = inCard?.(row) === false ? 'none' : card
  const canHaveLabel = place === 'fact' || (place === 'time' && cardLabel === true)
  const showsLabel = canHaveLabel && Icon === undefined && hideLabel !== true
  return (
    <Td
      numeric={numeric}
      className={clsx(className, CARD_CELL[place], showsLabel && LABELLED)}
      title={title?.(row)}
      data-label={showsLabel ? label : undefined}
    >
      {Icon !== undefined && (
        <Icon aria-hidden className="mr-1.5 inline size-3.5 align-[-0.15em] text-text-faint md:hidden" />
      )}
      {cell(row)}
    </Td>
  )
}

/** Puts the label before what has no icon. */
const LABELLED =
  'max-md:before:mr-1.5 max-md:before:shrink-0 max-md:before:font-sans max-md:before:text-text-faint max-md:before:content-[attr(data-label)]'

/** The heading above a group of cards. The table has none. */
const GroupHead = ({ label, columns }: { label: string; columns: number }) => (
  <tr {...ROLES.row} className="max-md:block max-md:not-first:mt-2 md:hidden">
    <th
      scope="rowgroup"
      colSpan={columns}
      {...ROLES.rowheader}
      className="block text-left text-xs font-medium text-text-soft"
    >
      {label}
    </th>
  </tr>
)

function Head<Row, By extends string>({
  column: { label, hideLabel = false, numeric = false, sort, headClass },
  order,
}: {
  column: Column<Row, By>
  order: DataTableOptions<Row, By>['order']
}) {
  if (sort !== undefined && order !== undefined)
    return <SortableTh label={label} numeric={numeric} {...sort} {...order} />
  return (
    <Th numeric={numeric} className={headClass}>
      {hideLabel ? <span className="sr-only">{label}</span> : label}
    </Th>
  )
}
