import { CAUSE_STATES, type CauseState } from '@flx/shared/failures/cause-link'
import type { CauseCounts, CauseSort, FailureCause } from '@flx/shared/failures/failure-cause'
import { clsx } from 'clsx'
import { Fragment } from 'react'

import { formatNumber } from '#web/lib/format.ts'
import { Card } from '#web/ui/card.tsx'
import { SortableTh } from '#web/ui/table/sortable-th.tsx'
import { SkeletonRows, Table, Th } from '#web/ui/table/table.tsx'
import { STATE_LOOKS } from '#web/parts/causes/state-badge.tsx'
import { causeStateWords } from '#web/parts/causes/words.ts'

import { CauseRow, COLUMNS } from './cause-row.tsx'
import { causeTableWords as words } from './words.ts'

type SortName = Exclude<CauseSort, `-${string}`>

/** Causes below the heading of their state. `rows` undefined: the first page loads. */
export function CauseTable({
  rows,
  counts,
  openId,
  sort,
  onSort,
  onToggle,
  onAct,
}: {
  rows: readonly FailureCause[] | undefined
  counts: CauseCounts | undefined
  openId: string | null
  sort: CauseSort
  onSort: (sort: CauseSort) => void
  onToggle: (id: string) => void
  /** Something is done about a cause: it stays open wherever it goes. */
  onAct: (id: string) => void
}) {
  const sortable = (label: string, by: SortName, className: string) => (
    <SortableTh label={label} by={by} first="descending" sort={sort} className={className} onSort={onSort} />
  )
  return (
    <Card className="overflow-hidden">
      <Table
        label={words.label}
        head={
          <>
            <Th className="pl-10!">{words.cause}</Th>
            {sortable(words.affected, 'affected', 'max-sm:hidden')}
            {sortable(words.seen, 'lastSeenAt', 'max-md:hidden')}
            {sortable(words.failures, 'failures', 'max-lg:hidden')}
            <Th className="max-sm:hidden">{words.state}</Th>
            <Th className="max-xl:hidden">{words.assignedTo}</Th>
          </>
        }
      >
        {rows === undefined ? (
          <SkeletonRows columns={COLUMNS} />
        ) : (
          CAUSE_STATES.map((state) => {
            const own = rows.filter((row) => row.state === state)
            if (own.length === 0) return null
            return (
              <Fragment key={state}>
                <GroupRow state={state} count={counts?.[state] ?? own.length} />
                {own.map((cause) => (
                  <CauseRow
                    key={cause.id}
                    cause={cause}
                    open={cause.id === openId}
                    onToggle={() => onToggle(cause.id)}
                    onAct={() => onAct(cause.id)}
                  />
                ))}
              </Fragment>
            )
          })
        )}
      </Table>
    </Card>
  )
}

function GroupRow({ state, count }: { state: CauseState; count: number }) {
  const { icon: Icon, text } = STATE_LOOKS[state]
  return (
    <tr className="border-b border-line bg-sunken">
      <th
        scope="rowgroup"
        colSpan={COLUMNS}
        className="px-3 py-1.5 text-left text-xs font-semibold text-text-soft"
      >
        <span className="inline-flex items-center gap-2">
          <Icon aria-hidden className={clsx('size-3.5', text)} />
          {causeStateWords[state]}
          <span className="tabular font-medium text-text-faint">{formatNumber(count)}</span>
        </span>
      </th>
    </tr>
  )
}
