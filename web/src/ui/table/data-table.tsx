import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'

import type { Selection } from '#web/lib/lists/selection.ts'

import { SelectBox } from '../fields/select-box.tsx'
import { CARD_CELL, CARD_PICK, CARD_ROW, type CardPlace } from './card-look.ts'
import { SortableTh } from './sortable-th.tsx'
import { ROLES, SkeletonRows, Table, Td, Th, Tr } from './table.tsx'
import { tableWords } from '../words.ts'

/** A column: its header, its cells and how both look. The skeleton has as many columns as there are. */
export interface Column<Row, By extends string = string> {
  label: string
  /** The header is for screen readers only. */
  hideLabel?: boolean
  /** The sort keys of the list, and the order that the first press gives. */
  sort?: { by: By; first?: 'ascending' | 'descending' }
  numeric?: boolean
  /** Its place where rows are cards: below the `md` breakpoint. */
  card: CardPlace
  /** Stands there before a fact in place of the label. */
  cardIcon?: LucideIcon
  /** Whether the card of a row has it; the table always does. */
  inCard?: (row: Row) => boolean
  /** Classes of the cells. */
  className?: string
  headClass?: string
  /** The tooltip of a cell. */
  title?: (row: Row) => string | undefined
  cell: (row: Row) => ReactNode
}

/** The column of an action that has no header to see. */
export const actionsColumn = <Row,>(
  cell: (row: Row) => ReactNode,
  className = 'text-right whitespace-nowrap',
): Column<Row, never> => ({ label: tableWords.actions, hideLabel: true, card: 'actions', className, cell })

export interface DataTableOptions<Row, By extends string> {
  label: string
  columns: readonly Column<Row, By>[]
  keyOf: (row: Row) => string
  /** Rows of the skeleton. */
  skeleton?: number
  /** The order of the list now; needed by columns that sort. */
  order?: { sort: string; onSort: (sort: By | `-${By}`) => void }
  /** Rows can be chosen: what the box of a row says, and that of all. */
  choice?: { selection: Selection; all: string; one: (row: Row) => string }
  /** Attributes of a row, for what finds it from outside. */
  rowData?: (row: Row) => Record<`data-${string}`, string>
  /** Heads the cards of rows that follow each other with the same heading. */
  groupOf?: ((row: Row) => string) | undefined
  className?: string
}

/** A table from its columns; on a phone each row is a card. `rows` null: the first page loads. */
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
          columns={columns.length + (choice === undefined ? 0 : 1)}
          {...(skeleton === undefined ? {} : { rows: skeleton })}
        />
      ) : (
        rows.map((row, index) => {
          const group = groupOf?.(row)
          const before = rows[index - 1]
          const begins = group !== undefined && (before === undefined || groupOf?.(before) !== group)
          return (
            <Fragment key={keyOf(row)}>
              {begins && <GroupHead label={group} columns={columns.length + 1} />}
              <Tr
                data-item
                className={CARD_ROW}
                {...rowData?.(row)}
                {...(selection === undefined ? {} : { current: selection.has(keyOf(row)) })}
              >
                {choice !== undefined && (
                  <Td className={clsx('w-px pr-0', CARD_PICK)}>
                    <SelectBox
                      data-item-select
                      label={choice.one(row)}
                      checked={choice.selection.has(keyOf(row))}
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

function Cell<Row, By extends string>({ column, row }: { column: Column<Row, By>; row: Row }) {
  const { label, hideLabel, numeric = false, card, cardIcon: Icon, inCard, className, title, cell } = column
  const place = inCard?.(row) === false ? 'none' : card
  const named = place === 'fact' && Icon === undefined && hideLabel !== true
  return (
    <Td
      numeric={numeric}
      className={clsx(className, CARD_CELL[place], named && LABELLED)}
      title={title?.(row)}
      data-label={named ? label : undefined}
    >
      {Icon !== undefined && (
        <Icon aria-hidden className="mr-1.5 inline size-3.5 align-[-0.15em] text-text-faint md:hidden" />
      )}
      {cell(row)}
    </Td>
  )
}

/** A fact without an icon has its label before it. */
const LABELLED = 'max-md:before:mr-1.5 max-md:before:text-text-faint max-md:before:content-[attr(data-label)]'

/** The heading of some cards; the table has none. */
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
