import type { Execution } from '@flx/shared/execution'

import { formatBytes, formatNumber, formatRate } from '#web/lib/format.ts'
import { Section } from '#web/ui/card.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'

import { useRate } from './use-rate.ts'

/** Records per stream, counted on their way into the loader. */
export function StreamsTable({ execution }: { execution: Execution }) {
  const running = execution.status === 'running'
  const batches = execution.streams.some((stream) => stream.batches > 0)
  return (
    <Section title="Streams" className="min-w-0">
      {execution.streams.length === 0 ? (
        <p className="py-4 text-sm text-text-faint">
          {running
            ? 'No record has passed yet.'
            : execution.status === 'pending'
              ? 'Not started.'
              : 'No record passed.'}
        </p>
      ) : (
        <Table
          label="Streams"
          className="-mx-1 max-h-72 overflow-y-auto"
          head={
            <>
              <Th>Stream</Th>
              <Th numeric>Records</Th>
              {batches && <Th numeric>Batches</Th>}
              <Th numeric>{running ? 'Rate' : 'Data'}</Th>
            </>
          }
        >
          {execution.streams.map((stream) => (
            <Tr key={stream.stream} data-stream={stream.stream}>
              <Td className="font-medium break-all">{stream.stream}</Td>
              <Td numeric className="tabular">
                {formatNumber(stream.records)}
              </Td>
              {batches && (
                <Td numeric className="tabular">
                  {formatNumber(stream.batches)}
                </Td>
              )}
              <Td numeric className="tabular text-text-soft">
                {running ? <Rate value={stream.records} /> : formatBytes(stream.bytes)}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}

function Rate({ value }: { value: number }) {
  const rate = useRate(value, true)
  return <>{rate === 0 ? '—' : formatRate(rate)}</>
}
