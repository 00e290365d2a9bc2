import type { BulkKind, BulkReport } from '@flx/shared/bulk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { bulks, cancelBulk, undoBulk } from '#web/api/executions/bulks.ts'
import { useLive } from '#web/api/live/live.tsx'
import { formatNumber } from '#web/lib/format.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Spinner } from '#web/ui/spinner.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { BulkFailures } from './bulk-failures.tsx'
import { BulkResults, BulkResultsDialog } from './bulk-results.tsx'
import { bulkHeadline, createdCount } from './bulk-words.ts'
import { bulkCardWords } from './words.ts'

/** A card without failures closes on its own, after there was time to undo the action. */
const SHOWN_MILLISECONDS = 10_000

/** The root of the queries that a kind of bulk changes. */
const QUERY_ROOTS: Record<BulkKind, string> = {
  pipelines: 'pipelines',
  executions: 'executions',
  plugins: 'plugins',
}

/** The progress and results of a bulk action, with buttons to stop and undo it. */
export default function BulkCard({
  id,
  onClose,
  onUndo,
}: {
  id: string
  onClose: () => void
  /** Called when it is being undone, with the id of the bulk action that does so. */
  onUndo: (bulkId: string) => void
}) {
  useLive(`bulk:${id}`)
  const queries = useQueryClient()
  const toast = useToast()
  const { data: report, error } = useQuery(bulks.report(id))
  const [openDialog, setOpenDialog] = useState<'failures' | 'results' | null>(null)
  const showProblem = (failure: unknown) => toast.problem(messageOf(failure))
  const cancelling = useMutation({ ...cancelBulk(), onError: showProblem })
  const undoing = useMutation({ ...undoBulk(), onError: showProblem })
  const running = report === undefined || report.status === 'running'

  const announceEnd = useEffectEvent((finalReport: BulkReport) => {
    void queries.invalidateQueries({ queryKey: [QUERY_ROOTS[finalReport.kind]] })
    toast.announce(bulkHeadline(finalReport))
  })
  const close = useEffectEvent(onClose)
  const endStatus = running ? null : report.status
  useEffect(() => {
    if (endStatus !== null && report !== undefined) announceEnd(report)
    // Once, when it ends: later reports of the same bulk repeat it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [endStatus])
  // It stays while its dialog is open.
  const closesItself = report !== undefined && isClean(report) && openDialog === null
  useEffect(() => {
    if (!closesItself) return undefined
    const timer = setTimeout(close, SHOWN_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [closesItself])

  if (report === undefined && error === null) return null
  return (
    <div
      data-bulk={id}
      className="pointer-events-auto w-full max-w-sm rounded-lg border border-line bg-surface-raised py-2.5 pr-2 pl-3 text-sm shadow-high"
    >
      <div className="flex items-start gap-2">
        <StatusIcon report={report} />
        <div className="min-w-0 grow pt-px font-medium">
          {report === undefined ? messageOf(error) : bulkHeadline(report)}
        </div>
        {!running && <IconButton label={bulkCardWords.close} icon={X} size="small" onClick={onClose} />}
      </div>
      {report !== undefined && (
        <div className="pr-1 pl-6">
          {running ? (
            <Progress
              report={report}
              busy={cancelling.isPending}
              onStop={() => cancelling.mutate(report.id)}
            />
          ) : (
            <Outcome
              report={report}
              undoing={undoing.isPending}
              onFailures={() => setOpenDialog('failures')}
              onResults={() => setOpenDialog('results')}
              onUndo={() => undoing.mutate(id, { onSuccess: ({ bulkId }) => onUndo(bulkId) })}
            />
          )}
        </div>
      )}
      {openDialog === 'failures' && report !== undefined && (
        <BulkFailures report={report} onClose={() => setOpenDialog(null)} />
      )}
      {openDialog === 'results' && report !== undefined && (
        <BulkResultsDialog report={report} onClose={() => setOpenDialog(null)} />
      )}
    </div>
  )
}

const isClean = ({ status, failed }: BulkReport): boolean => status === 'finished' && failed === 0

function StatusIcon({ report }: { report: BulkReport | undefined }) {
  if (report?.status === 'running') return <Spinner className="mt-0.5 size-4 shrink-0 text-accent" />
  if (report !== undefined && isClean(report)) {
    return <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
  }
  return <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
}

function Progress({ report, busy, onStop }: { report: BulkReport; busy: boolean; onStop: () => void }) {
  const { done, total, failed, cancelRequestedAt } = report
  return (
    <>
      <progress
        aria-label={bulkHeadline(report)}
        value={done}
        max={Math.max(total, 1)}
        className="mt-2 block h-1.5 w-full accent-accent"
      />
      <div className="mt-1.5 flex items-center justify-between gap-3">
        <span className="tabular text-text-soft">
          {bulkCardWords.progress(formatNumber(done), formatNumber(total))}
          {failed > 0 && bulkCardWords.failed(formatNumber(failed))}
        </span>
        <Button
          size="small"
          busy={busy}
          disabledReason={cancelRequestedAt === null ? undefined : bulkCardWords.stopping}
          onClick={onStop}
        >
          {bulkCardWords.stop}
        </Button>
      </div>
    </>
  )
}

function Outcome({
  report,
  undoing,
  onFailures,
  onResults,
  onUndo,
}: {
  report: BulkReport
  undoing: boolean
  onFailures: () => void
  onResults: () => void
  onUndo: () => void
}) {
  const [first] = report.failures
  const created = createdCount(report)
  if (first === undefined && report.undo === null && created === 0) return null
  return (
    <>
      {first !== undefined && (
        <p className="line-clamp-2 text-text-soft">
          <span className="font-medium text-text">{first.name}</span>: {first.message}
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2 pb-0.5">
        {created > 0 && <BulkResults report={report} onOpen={onResults} />}
        {first !== undefined && (
          <Button size="small" onClick={onFailures}>
            {bulkCardWords.viewFailures(report.failed, formatNumber(report.failed))}
          </Button>
        )}
        {report.undo !== null && (
          <Button size="small" busy={undoing} onClick={onUndo}>
            {bulkCardWords.undo}
          </Button>
        )}
      </div>
    </>
  )
}
