import type { Execution } from '@flx/shared/executions/execution'
import { destinationOf, type Destination } from '@flx/shared/executions/loaded-rows'
import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { executions } from '#web/api/executions/executions.ts'
import { formatNumber } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { CopyButton } from '#web/ui/code-block.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { RowsTable } from './rows-table.tsx'
import { loadedRowsWords as WORDS } from './words.ts'

/** The destination of an execution's data, and its first rows if the loader is a bundled one. */
export default function RowsTab({ execution }: { execution: Execution }) {
  const operator = useRole('operator')
  const destination = destinationOf(execution)
  if (destination === undefined) return <p className="text-sm text-text-faint">{WORDS.notStarted}</p>
  const { streams, showsRows, loader } = destination
  const reason = showsRows ? (operator.allowed ? undefined : operator.reason) : WORDS.notShown(loader)
  return (
    <Card className="p-4">
      <Place destination={destination} />
      <div className="mt-4 border-t border-line pt-4">
        {streams.length === 0 ? (
          <p className="text-sm text-text-faint">{WORDS.noStreams}</p>
        ) : reason === undefined ? (
          <StreamRows execution={execution} destination={destination} />
        ) : (
          <>
            <p className="mb-3 text-sm text-text-soft">{reason}</p>
            <Streams streams={streams} />
          </>
        )}
      </div>
    </Card>
  )
}

function Place({ destination: { loader, parts, showsRows } }: { destination: Destination }) {
  return (
    <KeyValue
      items={[
        { label: WORDS.loader, value: <code className="font-mono text-xs">{loader}</code> },
        ...parts.map(({ kind, value }) => ({
          label: WORDS.part(kind),
          value: <CopyableCode text={value} />,
        })),
        // Rows come with their place.
        ...(parts.length === 0 && !showsRows
          ? [{ label: WORDS.destination, value: <span className="text-text-faint">{WORDS.noPart}</span> }]
          : []),
      ]}
    />
  )
}

const CopyableCode = ({ text }: { text: string }) => (
  <span className="inline-flex max-w-full items-center gap-1">
    <code className="min-w-0 font-mono text-xs break-all">{text}</code>
    <CopyButton text={text} label={WORDS.copyPath} className="-my-1.5" />
  </span>
)

/** The streams of a loader whose rows cannot be shown. */
function Streams({ streams }: Pick<Destination, 'streams'>) {
  const hasPlaces = streams.some(({ place }) => place !== null)
  return (
    <Table
      label={WORDS.stream}
      className="-mx-1 max-h-96 overflow-y-auto"
      head={
        <>
          <Th>{WORDS.stream}</Th>
          {hasPlaces && <Th>{WORDS.place.table}</Th>}
          <Th numeric>{WORDS.records}</Th>
        </>
      }
    >
      {streams.map(({ stream, records, place }) => (
        <Tr key={stream}>
          <Td className="font-mono text-xs break-all">{stream}</Td>
          {hasPlaces && <Td className="font-mono text-xs break-all">{place ?? '—'}</Td>}
          <Td numeric className="tabular">
            {formatNumber(records)}
          </Td>
        </Tr>
      ))}
    </Table>
  )
}

function StreamRows({
  execution,
  destination: { streams, parts },
}: {
  execution: Execution
  destination: Destination
}) {
  const [chosen, setChosen] = useState<string | null>(null)
  const stream = chosen ?? (streams.find(({ records }) => records > 0) ?? streams[0])?.stream ?? ''
  const query = useQuery(executions.rows(execution.id, stream))
  const { data: rows } = query
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end gap-x-3 gap-y-2">
        <Field label={WORDS.stream} className="w-full max-w-80">
          {(control) => (
            <Select {...control} value={stream} onChange={(event) => setChosen(event.target.value)}>
              {streams.map((option) => (
                <option key={option.stream} value={option.stream}>
                  {WORDS.streamOption(option.stream, option.records)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button icon={RefreshCw} busy={query.isFetching} onClick={() => void query.refetch()}>
          {WORDS.again}
        </Button>
      </div>
      {rows !== undefined && !query.isError ? (
        <RowsTable rows={rows} database={parts.find(({ kind }) => kind === 'database')?.value} />
      ) : query.isError ? (
        <QueryError query={query} title={WORDS.loadError} />
      ) : (
        <Loading label={WORDS.loading}>
          <Skeleton className="h-64 w-full" />
        </Loading>
      )}
    </>
  )
}
