import { unwrittenOf, type Execution, type StreamCount } from '@flx/shared/executions/execution'

import { formatBytes, formatNumber, formatRate, formatSpan } from '#web/lib/format.ts'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { lagsOf } from '../stream-lag.ts'
import { useRate } from '../use-rate.ts'
import { streamsTableWords } from '../words.ts'

/** Records per stream, counted on their way into the loader. */
export function StreamsTable({ execution }: { execution: Execution }) {
  const isRunning = execution.status === 'running'
  const hasBatches = execution.streams.some((stream) => stream.batches > 0)
  const hasWritten = execution.streams.some(({ written }) => written !== undefined)
  const lags = lagsOf(execution)
  return (
    <>
      {execution.streams.length === 0 ? (
        <p className="text-xs text-text-faint">
          {isRunning
            ? streamsTableWords.noneYet
            : execution.status === 'pending'
              ? streamsTableWords.notStarted
              : execution.recordsProcessed === null
                ? streamsTableWords.noneReported
                : streamsTableWords.none}
        </p>
      ) : (
        <Table
          label={streamsTableWords.streams}
          className="-mx-2 max-h-72 overflow-y-auto"
          head={
            <>
              <Th>{streamsTableWords.stream}</Th>
              <Th numeric>{streamsTableWords.records}</Th>
              {hasBatches && <Th numeric>{streamsTableWords.batches}</Th>}
              {hasWritten && (
                <Th numeric title={streamsTableWords.writtenHint}>
                  {streamsTableWords.written}
                </Th>
              )}
              {lags.size > 0 && (
                <Th numeric title={streamsTableWords.lagHint}>
                  {streamsTableWords.lag}
                </Th>
              )}
              <Th numeric>{isRunning ? streamsTableWords.rate : streamsTableWords.data}</Th>
            </>
          }
        >
          {execution.streams.map((stream) => (
            <Tr key={stream.stream} data-stream={stream.stream}>
              <Td className="font-medium break-all">
                {stream.stream}
                {stream.schemaChanges !== undefined && (
                  <span className="block text-xs font-normal text-caution">
                    {streamsTableWords.schemaChanges(stream.schemaChanges)}
                  </span>
                )}
              </Td>
              <Td numeric className="tabular">
                {formatNumber(stream.records)}
              </Td>
              {hasBatches && (
                <Td numeric className="tabular">
                  {formatNumber(stream.batches)}
                </Td>
              )}
              {hasWritten && (
                <Td numeric className="tabular">
                  <WrittenCount count={stream} ended={execution.status === 'success'} />
                </Td>
              )}
              {lags.size > 0 && (
                <Td numeric className="tabular text-text-soft">
                  <Lag seconds={lags.get(stream.stream)} />
                </Td>
              )}
              <Td numeric className="tabular text-text-soft">
                {isRunning ? (
                  <Rate value={stream.records} />
                ) : (
                  formatBytes(execution.bytesTransferred === null ? null : stream.bytes)
                )}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </>
  )
}

/**
 * The number of written records. A difference matters only at the end: until then the loader is still
 * writing.
 */
function WrittenCount({ count, ended }: { count: StreamCount; ended: boolean }) {
  if (count.written === undefined) return <>—</>
  const missingCount = ended ? unwrittenOf(count) : 0
  return (
    <>
      {formatNumber(count.written)}
      {missingCount > 0 && (
        <span className="block text-xs text-caution">
          {streamsTableWords.missing(formatNumber(missingCount))}
        </span>
      )}
    </>
  )
}

const Lag = ({ seconds }: { seconds: number | undefined }) => (
  <>{seconds === undefined ? '—' : formatSpan(seconds)}</>
)

function Rate({ value }: { value: number }) {
  const rate = useRate(value, true)
  return <>{rate === 0 ? '—' : formatRate(rate)}</>
}
