import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineSort } from '@flx/shared/pipelines/pipeline-list'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { useIsPhone } from '#web/lib/browser/media.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { SortableTh } from '#web/ui/table/sortable-th.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import {
  DurationCell,
  FreshnessCell,
  FreshnessIcon,
  NextCell,
  OwnerCell,
  SuccessCell,
} from './fleet-cells.tsx'
import { TemplateBadge } from '../list/template/template-badge.tsx'
import { RunCard } from './run-card.tsx'
import { RunStrip, type ShowRun } from './run-strip.tsx'
import { BudgetCell } from '../objectives/budget-bar.tsx'
import { objectiveWords as budgetWords } from '../objectives/words.ts'
import { fleetWords as words } from './words.ts'

const ROW_HEIGHT = 36
/** The estimated height of a row on a phone. A long name makes it taller, so rows are measured there. */
const CARD_HEIGHT = 60
/** The next page is loaded this many rows before the last known one. */
const ROWS_AHEAD = 30
const ROW_CLASS = 'h-9 max-sm:h-15 max-sm:*:py-2!'

type SortKey = 'name' | 'staleAt' | 'successRate' | 'p95' | 'nextDueAt' | 'owner' | 'budgetLeft'

interface FleetColumn {
  label: ReactNode
  sort?: { by: SortKey; first?: 'descending' }
  numeric?: boolean
  className?: string
}

const HEAD: readonly FleetColumn[] = [
  // On wide screens all columns share the room.
  { label: words.pipeline, sort: { by: 'name' }, className: 'w-auto 2xl:w-72' },
  { label: words.runs, className: 'w-54 max-lg:w-46 max-sm:hidden' },
  { label: words.freshness, sort: { by: 'staleAt' }, className: 'w-56 max-lg:w-36 max-sm:w-38' },
  { label: words.success, sort: { by: 'successRate' }, numeric: true, className: 'w-20 max-md:hidden' },
  { label: words.p95, sort: { by: 'p95', first: 'descending' }, className: 'w-42 max-[90rem]:hidden' },
  { label: words.next, sort: { by: 'nextDueAt' }, className: 'w-25 max-lg:hidden' },
  { label: words.owner, sort: { by: 'owner' }, className: 'w-36 max-[90rem]:hidden' },
]

const BUDGETS: FleetColumn = {
  label: budgetWords.budget,
  sort: { by: 'budgetLeft' },
  className: 'w-36 max-lg:hidden',
}

/** Returns the columns. With error budgets, the owner is shown only if there is room for both. */
const headOf = (budgets: boolean): readonly FleetColumn[] =>
  budgets
    ? [
        ...HEAD.slice(0, -1),
        BUDGETS,
        ...HEAD.slice(-1).map((owner) => ({ ...owner, className: 'w-36 max-2xl:hidden' })),
      ]
    : HEAD

/** Pipelines, one row each. Only rows in sight are rendered, and more are loaded near the end. */
export function FleetTable({
  pipelines,
  budgets,
  sort,
  onSort,
  onNearEnd,
}: {
  /** Null while the first page loads. */
  pipelines: readonly PipelineSummary[] | null
  /** Whether there is a column of error budgets. */
  budgets: boolean
  sort: PipelineSort
  onSort: (sort: PipelineSort) => void
  onNearEnd: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const isPhone = useIsPhone()
  const count = pipelines?.length ?? 0
  // The virtualizer's state is outside React, and nothing here is memoized around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => (isPhone ? CARD_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => pipelines?.[index]?.id ?? index,
    overscan: 8,
    scrollMargin: top,
  })
  const loading = pipelines === null
  useLayoutEffect(() => {
    const body = box.current?.querySelector('tbody')
    if (body) setTop(Math.round(body.getBoundingClientRect().top + scrollY))
  }, [loading])
  const rows = virtualizer.getVirtualItems()
  const lastIndex = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (count > 0 && lastIndex >= count - ROWS_AHEAD) onNearEnd()
  }, [count, lastIndex, onNearEnd])

  const { shown, show, keep, hide } = useShownRun()
  const shownPipeline = shown === null ? undefined : pipelines?.find(({ id }) => id === shown.pipelineId)
  const bar = shownPipeline?.recentExecutions.find(({ id }) => id === shown?.id)
  const heightAbove = (rows[0]?.start ?? top) - top
  const heightBelow = virtualizer.getTotalSize() - ((rows.at(-1)?.end ?? top) - top)
  return (
    <div ref={box}>
      <Card className="overflow-clip [overflow-anchor:none] [&_table]:table-fixed [&_td]:px-3 [&_td]:py-0">
        <Table
          label={words.label}
          headStays
          head={headOf(budgets).map(({ label, sort: by, numeric = false, className }) =>
            by === undefined ? (
              <Th key={className} className={className}>
                {label}
              </Th>
            ) : (
              <SortableTh
                key={by.by}
                label={String(label)}
                {...by}
                numeric={numeric}
                sort={sort}
                onSort={onSort}
                className={className}
              />
            ),
          )}
        >
          {pipelines === null ? (
            <SkeletonRows
              columns={headOf(budgets).map(({ className }) => className)}
              rows={20}
              className={ROW_CLASS}
            />
          ) : (
            <>
              <Space height={heightAbove} />
              {rows.map(({ index, key }) => {
                const pipeline = pipelines[index]
                return (
                  pipeline !== undefined && (
                    <FleetRow
                      key={key}
                      measured={isPhone ? virtualizer.measureElement : undefined}
                      index={index}
                      pipeline={pipeline}
                      budgets={budgets}
                      onShow={show}
                    />
                  )
                )
              })}
              <Space height={heightBelow} />
            </>
          )}
        </Table>
      </Card>
      {shown !== null && shownPipeline !== undefined && bar !== undefined && (
        <RunCard
          anchor={shown.anchor}
          strip={shownPipeline.recentExecutions}
          bar={bar}
          onEnter={keep}
          onLeave={hide}
        />
      )}
    </div>
  )
}

/** Takes the place of the rows that are out of sight. */
const Space = ({ height }: { height: number }) => height > 0 && <tr aria-hidden style={{ height }} />

/** Memoized, because scrolling moves rows and changes none of them. */
const FleetRow = memo(function FleetRow({
  pipeline,
  index,
  measured,
  budgets,
  onShow,
}: {
  pipeline: PipelineSummary
  index: number
  /** Only set on a phone, where a row has a different layout and its own height. */
  measured: ((element: Element | null) => void) | undefined
  budgets: boolean
  onShow: ShowRun
}) {
  const { id, name, template } = pipeline
  return (
    <Tr ref={measured} data-item data-index={index} className={ROW_CLASS}>
      <Td>
        <span className="flex min-w-0 items-center gap-2">
          <FreshnessIcon pipeline={pipeline} />
          <Link
            data-item-link
            to={paths.pipeline(id)}
            title={name}
            className="truncate rounded-sm font-medium hover:underline max-sm:line-clamp-2 max-sm:py-0.5 max-sm:whitespace-normal"
          >
            {name}
          </Link>
          <span className="flex max-w-1/2 min-w-24 shrink-20 empty:hidden max-lg:hidden">
            <TemplateBadge template={template} short />
          </span>
        </span>
        {/* A phone has no room for a column of strips. */}
        {measured !== undefined && (
          <span className="flex items-center gap-2 pt-1 pl-6">
            <RunStrip pipeline={pipeline} onShow={onShow} />
            <TemplateBadge template={template} short />
          </span>
        )}
      </Td>
      {measured === undefined && (
        <Td>
          <RunStrip pipeline={pipeline} onShow={onShow} />
        </Td>
      )}
      <Td className="whitespace-nowrap">
        <FreshnessCell pipeline={pipeline} />
      </Td>
      <Td numeric className="max-md:hidden">
        <SuccessCell pipeline={pipeline} />
      </Td>
      <Td className="max-[90rem]:hidden">
        <DurationCell pipeline={pipeline} />
      </Td>
      <Td className="tabular truncate text-text-soft max-lg:hidden">
        <NextCell pipeline={pipeline} />
      </Td>
      {budgets && (
        <Td className="max-lg:hidden">
          <BudgetCell objectives={pipeline.objectives} />
        </Td>
      )}
      <Td className={budgets ? 'max-2xl:hidden' : 'max-[90rem]:hidden'}>
        <OwnerCell pipeline={pipeline} />
      </Td>
    </Tr>
  )
})

/** Long enough to move the pointer from the bar to its card. */
const LINGER_MS = 160

interface ShownRun {
  anchor: HTMLElement
  pipelineId: string
  id: string
}

/** Manages which execution's card is shown. */
function useShownRun() {
  const [shown, setShown] = useState<ShownRun | null>(null)
  const hideTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const keep = useCallback(() => clearTimeout(hideTimer.current), [])
  const hide = useCallback(() => setShown(null), [])
  useEffect(() => keep, [keep])
  const show: ShowRun = useCallback((next) => {
    clearTimeout(hideTimer.current)
    if (next === null) hideTimer.current = setTimeout(() => setShown(null), LINGER_MS)
    else setShown({ anchor: next.anchor, pipelineId: next.pipeline.id, id: next.id })
  }, [])
  return { shown, show, keep, hide }
}
