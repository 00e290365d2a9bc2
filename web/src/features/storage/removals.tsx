import { RETENTION_KINDS, type Removals, type RetentionKind } from '@flx/shared/operations/retention'

import { formatBytes, formatNumber } from '#web/lib/format.ts'
import { removalsWords } from './words.ts'

const WORDS: Record<RetentionKind, string> = {
  executions: removalsWords.executions,
  logs: removalsWords.logs,
  alerts: removalsWords.deliveriesAndIncidents,
  ticks: removalsWords.ticks,
  audit: removalsWords.auditEntries,
  events: removalsWords.liveEvents,
  lineage: removalsWords.pastFlows,
}

export const isNothing = (removals: Removals): boolean =>
  RETENTION_KINDS.every((kind) => removals[kind].rows === 0)

/** The number of rows of each kind, and the size of their text. */
export function RemovalList({ label, removals }: { label: string; removals: Removals }) {
  return (
    <dl aria-label={label} className="divide-y divide-line rounded-md border border-line text-sm">
      {RETENTION_KINDS.map((kind) => {
        const { rows, bytes } = removals[kind]
        return (
          <div key={kind} className="flex items-baseline justify-between gap-3 px-3 py-1.5">
            <dt className="text-text-soft">{WORDS[kind]}</dt>
            <dd className="tabular text-text">
              {formatNumber(rows)}
              <span className="ml-3 inline-block w-20 text-right text-text-faint">{formatBytes(bytes)}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
