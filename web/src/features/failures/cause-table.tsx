import { CAUSE_STATES, type CauseState } from '@flx/shared/failures/cause-link'
import type { CauseCounts, CauseSort, FailureCause } from '@flx/shared/failures/failure-cause'
import { clsx } from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, useState } from 'react'

import { formatNumber } from '#web/lib/format.ts'
import { Card } from '#web/ui/card.tsx'
import { SortableTh } from '#web/ui/table/sortable-th.tsx'
import { ROLES, SkeletonRows, Table, Th } from '#web/ui/table/table.tsx'
import { STATE_LOOKS } from '#web/parts/causes/state-badge.tsx'
import { causeStateWords } from '#web/parts/causes/words.ts'

import { CauseRow, COLUMNS, WIDTHS } from './cause-row.tsx'
import { causeTableWords as words } from './words.ts'

type SortName = Exclude<CauseSort, `-${string}`>

/** The causes, under the heading of their state. If `rows` is undefined, the first page is loading. */
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
  /** Called when a user acts on a cause. It stays expanded wherever it moves. */
  onAct: (id: string) => void
}) {
  // On a phone only open causes take up room, unless the user expands other groups.
  const [expandedStates, setExpandedStates] = useState<readonly CauseState[]>([])
  const hasOpen = rows?.some(({ state }) => state === 'open') === true
  const isCollapsed = (state: CauseState) => hasOpen && state !== 'open' && !expandedStates.includes(state)
  const sortableHeader = (label: string, by: SortName, className?: string) => (
    <SortableTh label={label} by={by} first="descending" sort={sort} className={className} onSort={onSort} />
  )
  return (
    <Card className="overflow-hidden">
      <Table
        label={words.label}
        cards
        head={
          <>
            <Th className={clsx('pl-10!', WIDTHS.cause)}>{words.cause}</Th>
            {sortableHeader(words.affected, 'affected', WIDTHS.affected)}
            {sortableHeader(words.seen, 'lastSeenAt')}
            {sortableHeader(words.failures, 'failures', 'md:max-lg:hidden')}
            <Th>{words.state}</Th>
            <Th className="max-xl:hidden">{words.assignedTo}</Th>
          </>
        }
      >
        {rows === undefined ? (
          <SkeletonRows
            cards
            columns={[
              WIDTHS.cause,
              WIDTHS.affected,
              undefined,
              'md:max-lg:hidden',
              undefined,
              'max-xl:hidden',
            ]}
          />
        ) : (
          CAUSE_STATES.map((state) => {
            const stateCauses = rows.filter((row) => row.state === state)
            if (stateCauses.length === 0) return null
            return (
              <Fragment key={state}>
                <GroupRow
                  state={state}
                  count={counts?.[state] ?? stateCauses.length}
                  folded={isCollapsed(state)}
                  onFold={
                    hasOpen
                      ? () =>
                          setExpandedStates(
                            isCollapsed(state)
                              ? [...expandedStates, state]
                              : expandedStates.filter((other) => other !== state),
                          )
                      : undefined
                  }
                />
                {stateCauses.map((cause) => (
                  <CauseRow
                    key={cause.id}
                    cause={cause}
                    open={cause.id === openId}
                    folded={isCollapsed(state)}
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

function GroupRow({
  state,
  count,
  folded,
  onFold,
}: {
  state: CauseState
  count: number
  folded: boolean
  /** Toggles a group that can be collapsed on a phone. */
  onFold: (() => void) | undefined
}) {
  const { icon: Icon, text } = STATE_LOOKS[state]
  const Chevron = folded ? ChevronRight : ChevronDown
  const heading = (
    <>
      <Icon aria-hidden className={clsx('size-3.5', text)} />
      {causeStateWords[state]}
      <span className="tabular font-medium text-text-faint">{formatNumber(count)}</span>
    </>
  )
  const isFoldable = state !== 'open' && onFold !== undefined
  return (
    <tr
      {...ROLES.row}
      className={clsx('bg-sunken max-md:block max-md:bg-transparent', !isFoldable && 'max-md:hidden')}
    >
      <th
        scope="rowgroup"
        {...ROLES.rowheader}
        colSpan={COLUMNS}
        className="border-b border-line px-3 py-1.5 text-left text-xs font-semibold text-text-soft max-md:block max-md:border-0 max-md:p-0"
      >
        <span className={clsx('inline-flex items-center gap-2', isFoldable && 'max-md:hidden')}>
          {heading}
        </span>
        {isFoldable && (
          <button
            type="button"
            aria-expanded={!folded}
            onClick={onFold}
            className="flex min-h-11 w-full items-center gap-2 rounded-lg border border-line bg-surface px-3.5 text-sm shadow-low md:hidden"
          >
            {heading}
            <Chevron aria-hidden className="ml-auto size-4 text-text-faint" />
          </button>
        )}
      </th>
    </tr>
  )
}
