import type { ReactNode } from 'react'

import type { Selection } from '#web/lib/selection.ts'

import { SelectBox } from '../fields/select-box.tsx'
import { SortableTh } from './sortable-th.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from './table.tsx'
import { tableWords } from '../words.ts'

/** A column: its header, its cells and how both look. The skeleton has as many columns as there are. */
export interface Column<Row, By extends string = string> {
  label: string
  /** The header is for screen readers only. */
  hideLabel?: boolean
  /** The sort keys of the list, and the order that the first press gives. */
  sort?: { by: By; first?: 'ascending' | 'descending' }
  numeric?: boolean
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
): Column<Row, never> => ({ label: tableWords.actions, hideLabel: true, className, cell })

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
  className?: string
}

/** A table from its columns. `rows` null: the first page loads. */
export function DataTable<Row, By extends string = string>({
  label,
  columns,
  rows,
  keyOf,
  skeleton,
  order,
  choice,
  rowData,
  className,
}: DataTableOptions<Row, By> & { rows: readonly Row[] | null }) {
  const selection = choice?.selection
  const head = (
    <>
      {choice !== undefined && (
        <Th className="w-px pr-0">
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
      {...(className === undefined ? {} : { className })}
    >
      {rows === null ? (
        <SkeletonRows
          columns={columns.length + (choice === undefined ? 0 : 1)}
          {...(skeleton === undefined ? {} : { rows: skeleton })}
        />
      ) : (
        rows.map((row) => (
          <Tr
            key={keyOf(row)}
            data-item
            {...rowData?.(row)}
            {...(selection === undefined ? {} : { current: selection.has(keyOf(row)) })}
          >
            {choice !== undefined && (
              <Td className="w-px pr-0">
                <SelectBox
                  data-item-select
                  label={choice.one(row)}
                  checked={choice.selection.has(keyOf(row))}
                  onToggle={(range) => choice.selection.toggle(keyOf(row), range)}
                  className="-my-1"
                />
              </Td>
            )}
            {columns.map(({ label: name, numeric = false, className: cellClass, title, cell }) => (
              <Td key={name} numeric={numeric} className={cellClass} title={title?.(row)}>
                {cell(row)}
              </Td>
            ))}
          </Tr>
        ))
      )}
    </Table>
  )
}

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
