import type { Template } from '@flx/shared/templates/template'
import type { CheckedRow, ParameterValues } from '@flx/shared/templates/template-pipelines'
import { ClipboardPaste, Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Table, Th } from '#web/ui/table/table.tsx'

import { GridRow } from './grid-row.tsx'
import { TableEntry } from './table-entry.tsx'
import { tableWords as words } from '../words.ts'

/**
 * The number of rows shown at once, because each row has a control per parameter. More are shown on demand.
 */
const PAGE = 50

/** The rows of a table to correct in place, each with its problems. */
export function RowsGrid({
  template,
  rows,
  onRows,
  checked,
}: {
  template: Template
  rows: readonly ParameterValues[]
  onRows: (rows: readonly ParameterValues[]) => void
  checked: readonly CheckedRow[]
}) {
  const [source, setSource] = useState<string | null>(null)
  const [filter, setFilter] = useState<'all' | 'fix'>('all')
  const [shownCount, setShownCount] = useState(PAGE)
  if (source === null && rows.length === 0) {
    return (
      <TableEntry
        parameters={template.parameters}
        onRead={(name, newRows) => {
          setSource(name)
          onRows(newRows)
        }}
        onByHand={() => onRows([{}])}
      />
    )
  }
  const isInvalid = (index: number): boolean => (checked[index]?.problems.length ?? 0) > 0
  const invalidCount = rows.filter((_row, index) => isInvalid(index)).length
  const indexes = rows.map((_row, index) => index).filter((index) => filter === 'all' || isInvalid(index))
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="mr-auto text-sm text-text-soft">{words.source(source ?? words.label, rows.length)}</p>
        <Segmented
          label={words.show}
          options={[
            { key: 'all', label: words.all(rows.length) },
            { key: 'fix', label: words.toFix(invalidCount) },
          ]}
          chosen={filter}
          onChoose={setFilter}
        />
        <Button
          icon={ClipboardPaste}
          onClick={() => {
            setSource(null)
            setFilter('all')
            onRows([])
          }}
        >
          {words.again}
        </Button>
        <Button
          icon={Plus}
          onClick={() => {
            setFilter('all')
            setShownCount(Math.max(shownCount, rows.length + 1))
            onRows([...rows, {}])
          }}
        >
          {words.addRow}
        </Button>
      </div>
      {indexes.length === 0 ? (
        <p className="rounded-md border border-line p-4 text-sm text-text-soft">{words.nothingToFix}</p>
      ) : (
        <Table
          cards
          label={words.label}
          head={
            <>
              <Th numeric>{words.row}</Th>
              {template.parameters.map(({ name, required, default: preset }) => (
                <Th key={name} className="font-mono">
                  {required && preset === '' ? `${name} *` : name}
                </Th>
              ))}
              <Th>{words.check}</Th>
            </>
          }
        >
          {indexes.slice(0, shownCount).map((index) => (
            <GridRow
              key={index}
              number={index + 1}
              parameters={template.parameters}
              values={rows[index] ?? {}}
              checked={checked[index]}
              onValues={(values) => onRows(rows.map((row, position) => (position === index ? values : row)))}
              onRemove={() => onRows(rows.filter((_row, position) => position !== index))}
            />
          ))}
        </Table>
      )}
      {indexes.length > shownCount && (
        <Button variant="quiet" className="mt-2" onClick={() => setShownCount(shownCount + 4 * PAGE)}>
          {words.showMore(Math.min(indexes.length - shownCount, 4 * PAGE))}
        </Button>
      )}
    </div>
  )
}
