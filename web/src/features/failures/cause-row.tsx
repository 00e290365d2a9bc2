import type { FailureCause } from '@flx/shared/failures/failure-cause'
import { clsx } from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'

import { formatNumber } from '#web/lib/format.ts'
import { StateBadge } from '#web/parts/causes/state-badge.tsx'
import { ROLES, Td, Tr } from '#web/ui/table/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { Assignee } from './assignee.tsx'
import { CauseDetail } from './cause-detail.tsx'
import { DayBars } from './small-bars.tsx'
import { causeTableWords as words } from './words.ts'

export const COLUMNS = 6

/** Widths of columns: the cause has what the others leave, and on wide screens they share the room. */
export const WIDTHS = {
  cause: 'md:w-full 2xl:w-1/2',
  affected: 'md:min-w-40 xl:min-w-56 2xl:w-1/4',
}

/** Below the `md` breakpoint a cause is a card. */
const CARD =
  'max-md:block max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface! max-md:p-3.5 max-md:shadow-low'
const OPEN_CARD = 'max-md:border-status-failed/40'

/** The row of a cause, followed by its details when expanded. */
export function CauseRow({
  cause,
  open,
  folded,
  onToggle,
  onAct,
}: {
  cause: FailureCause
  open: boolean
  /** Its group is collapsed on a phone. */
  folded: boolean
  onToggle: () => void
  onAct: () => void
}) {
  const { id, title, plugin, version, lastMessage, state, affected, pipelineNames, recoveredAttempt } = cause
  const Icon = open ? ChevronDown : ChevronRight
  const names = pipelineNames.join(', ')
  const pluginText = version === '' ? plugin : `${plugin} ${version}`
  return (
    <>
      <Tr
        data-item
        data-cause={id}
        current={open}
        className={clsx(
          'cursor-pointer',
          CARD,
          state === 'open' && OPEN_CARD,
          open && 'max-md:rounded-b-none max-md:border-b-0',
          folded && 'max-md:hidden!',
        )}
        onClick={(event) => {
          // Text can be selected, and controls keep their own click.
          if (event.target instanceof Element && event.target.closest('a, button') !== null) return
          if (getSelection()?.toString() === '') onToggle()
        }}
      >
        <Td
          className={clsx(
            'relative max-w-0 min-w-56 max-md:block max-md:max-w-none max-md:min-w-0 max-md:border-0! max-md:p-0!',
            WIDTHS.cause,
          )}
        >
          <span className="mb-2 flex items-center justify-between gap-2 pr-8 md:hidden">
            <StateBadge state={state} />
            <RelativeTime at={cause.lastSeenAt} className="text-xs text-text-soft" />
          </span>
          <span className="flex min-w-0 items-start gap-2">
            <button
              type="button"
              data-item-link
              aria-expanded={open}
              aria-controls={`cause-${id}`}
              aria-label={open ? words.collapse(title) : words.expand(title)}
              onClick={onToggle}
              className="touch mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-text-faint hover:text-text max-md:absolute max-md:-top-3 max-md:-right-3"
            >
              <Icon aria-hidden className="size-4" />
            </button>
            <span className="min-w-0 grow">
              <span className="line-clamp-2 font-semibold wrap-anywhere" title={title}>
                {title}
              </span>
              <span className="mt-0.5 flex min-w-0 items-center gap-2 font-mono text-xs text-text-soft max-md:hidden">
                {plugin !== '' && (
                  <span className="shrink-0 rounded-sm border border-line bg-sunken px-1.5">
                    {pluginText}
                  </span>
                )}
                <span className="min-w-0 truncate" title={lastMessage}>
                  {lastMessage}
                </span>
              </span>
              <span className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-xs text-text-soft md:hidden">
                {plugin !== '' && (
                  <>
                    <span className="font-mono wrap-anywhere">{pluginText}</span>
                    <span aria-hidden>·</span>
                  </>
                )}
                <span>
                  <span className="tabular">{formatNumber(affected)}</span> {words.pipelines(affected)}
                </span>
              </span>
              <span className="mt-2.5 flex items-center gap-2 text-xs text-text-soft md:hidden">
                <b className="tabular text-sm font-semibold text-text">{formatNumber(cause.failures)}</b>
                <DayBars days={cause.days} isOver={state === 'recovered'} />
                {words.span}
                <span className="ml-auto min-w-0">
                  <Assignee user={cause.assignee} />
                </span>
              </span>
            </span>
          </span>
        </Td>
        <Td className={clsx('max-w-0 max-md:hidden', WIDTHS.affected)}>
          <span className="block truncate">
            <b className="tabular font-semibold">{formatNumber(affected)}</b> {words.pipelines(affected)}
          </span>
          <span className="mt-0.5 block truncate text-xs text-text-soft" title={names}>
            {names}
          </span>
        </Td>
        <Td className="whitespace-nowrap max-md:hidden">
          <span className="block">
            <RelativeTime at={cause.lastSeenAt} />
            {recoveredAttempt !== null && (
              <span className="text-text-soft">, {words.recoveredOn(recoveredAttempt)}</span>
            )}
          </span>
          <RelativeTime at={cause.firstSeenAt} className="mt-0.5 block text-xs text-text-soft" />
        </Td>
        <Td className="max-lg:hidden">
          <span className="flex items-end gap-2">
            <b className="tabular w-10 text-right font-semibold">{formatNumber(cause.failures)}</b>
            <DayBars days={cause.days} isOver={state === 'recovered'} />
          </span>
        </Td>
        <Td className="max-md:hidden">
          <StateBadge state={state} />
        </Td>
        <Td className="min-w-36 max-xl:hidden">
          <Assignee user={cause.assignee} />
        </Td>
      </Tr>
      {open && (
        <tr
          {...ROLES.row}
          id={`cause-${id}`}
          className={clsx(
            'bg-sunken max-md:-mt-2 max-md:block max-md:rounded-b-lg max-md:border max-md:border-t-0 max-md:border-line max-md:bg-surface last:[&>td]:border-b-0',
            state === 'open' && OPEN_CARD,
            folded && 'max-md:hidden!',
          )}
        >
          <td
            {...ROLES.cell}
            colSpan={COLUMNS}
            className="border-b border-line p-3.5 pt-0 max-md:block max-md:border-0 md:py-4 md:pr-4 md:pl-10"
          >
            <CauseDetail cause={cause} onAct={onAct} />
          </td>
        </tr>
      )}
    </>
  )
}
