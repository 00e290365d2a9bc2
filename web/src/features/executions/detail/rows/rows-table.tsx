import { tryParseJson } from '@flx/shared/json/json-text'
import type { LoadedRows } from '@flx/shared/executions/loaded-rows'
import { clsx } from 'clsx'

import { CopyButton } from '#web/ui/code-block.tsx'

import { loadedRowsWords as WORDS } from './words.ts'

/** The first rows of one stream, and where they are. */
export function RowsTable({
  rows: { stream, place, exists, columns, rows, ...rest },
  database,
}: {
  rows: LoadedRows
  /** The database named in the settings, which the page already shows. */
  database: string | undefined
}) {
  const path = place.kind === 'file' ? place.path : place.table
  const isMasked = rows.some((cells) => cells.some((cell) => cell?.includes('***') === true))
  const notes = [
    ...(rest.unreadable > 0 ? [WORDS.unreadable(rest.unreadable)] : []),
    ...(rest.omittedColumns > 0 ? [WORDS.leftOut(rest.omittedColumns)] : []),
    ...(isMasked ? [WORDS.masked] : []),
  ]
  return (
    <div className="space-y-2">
      <p className="flex flex-wrap items-center gap-x-2 text-sm">
        <span className="text-text-faint">{WORDS.place[place.kind]}</span>
        <code className="min-w-0 font-mono text-xs break-all" data-testid="loaded-place">
          {path}
        </code>
        <CopyButton text={path} label={WORDS.copyPath} className="-my-1.5" />
        {place.kind === 'table' && place.database !== database && (
          <span className="min-w-0 text-xs break-all text-text-faint">
            {WORDS.ofDatabase(place.database)}
          </span>
        )}
      </p>
      {rows.length === 0 ? (
        <p className="text-sm text-text-faint">{exists ? WORDS.noRows : WORDS.nothing[place.kind]}</p>
      ) : (
        <>
          <p className="tabular text-xs text-text-faint">
            {WORDS.first(rows.length, place.kind, rest.hasMore)}
          </p>
          <section
            aria-label={stream}
            // A scrolling box must be reachable by keyboard.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="max-h-[32rem] overflow-auto rounded-md border border-line"
          >
            <table aria-label={stream} className="min-w-full border-collapse text-left text-xs">
              <thead className="sticky top-0 bg-sunken">
                <tr>
                  {columns.map((column) => (
                    <th
                      key={column}
                      scope="col"
                      className="border-b border-line px-2 py-1.5 font-mono font-medium whitespace-nowrap"
                    >
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((cells, index) => (
                  // Rows have no identity other than their position.
                  // oxlint-disable-next-line react/no-array-index-key
                  <tr key={index} className="border-b border-line last:border-b-0">
                    {cells.map((cell, columnIndex) => (
                      <Cell key={columns[columnIndex] ?? columnIndex} cell={cell} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
      {notes.length > 0 && <p className="text-xs text-text-faint">{notes.join(' ')}</p>}
    </div>
  )
}

function Cell({ cell }: { cell: string | null }) {
  const isNumber = cell !== null && /^-?\d/.test(cell)
  const text = unquote(cell)
  return (
    <td
      title={cell === null ? WORDS.absent : text}
      className={clsx(
        'max-w-72 truncate px-2 py-1 font-mono whitespace-nowrap',
        isNumber && 'tabular text-right',
        (cell === null || cell === 'null') && 'text-text-faint',
      )}
    >
      {cell === null ? '—' : text}
    </td>
  )
}

/**
 * Returns a text without its quotes. Everything else is shown as it came, including truncated texts and every
 * digit of numbers.
 */
function unquote(cell: string | null): string {
  if (cell === null || !cell.startsWith('"')) return cell ?? ''
  const parsed = tryParseJson(cell)
  return typeof parsed === 'string' ? parsed : cell.slice(1)
}
