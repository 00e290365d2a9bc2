import type { FailureCause } from '@flx/shared/failures/failure-cause'
import { clsx } from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'

import { formatNumber } from '#web/lib/format.ts'
import { StateBadge } from '#web/parts/causes/state-badge.tsx'
import { Td, Tr } from '#web/ui/table/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { Assignee } from './assignee.tsx'
import { CauseDetail } from './cause-detail.tsx'
import { DayBars } from './small-bars.tsx'
import { causeTableWords as words } from './words.ts'

export const COLUMNS = 6

/** A cause, and below it the details when it is open. */
export function CauseRow({
  cause,
  open,
  onToggle,
  onAct,
}: {
  cause: FailureCause
  open: boolean
  onToggle: () => void
  onAct: () => void
}) {
  const { id, title, plugin, version, quote, state, affected, pipelineNames, recoveredAttempt } = cause
  const Icon = open ? ChevronDown : ChevronRight
  const names = pipelineNames.join(', ')
  return (
    <>
      <Tr
        data-item
        data-cause={id}
        current={open}
        className="cursor-pointer"
        onClick={(event) => {
          // Texts can be selected, and what is a control of its own does its own.
          if (event.target instanceof Element && event.target.closest('a, button') !== null) return
          if (getSelection()?.toString() === '') onToggle()
        }}
      >
        <Td className="max-w-0 min-w-56 sm:w-2/5">
          <span className="flex min-w-0 items-start gap-2">
            <button
              type="button"
              data-item-link
              aria-expanded={open}
              aria-controls={`cause-${id}`}
              aria-label={open ? words.collapse(title) : words.expand(title)}
              onClick={onToggle}
              className="touch mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-text-faint hover:text-text"
            >
              <Icon aria-hidden className="size-4" />
            </button>
            <span className="min-w-0 grow">
              <span className="block font-semibold wrap-anywhere">{title}</span>
              <span className="mt-0.5 flex min-w-0 items-center gap-2 font-mono text-xs text-text-soft">
                {plugin !== '' && (
                  <span className="shrink-0 rounded-sm border border-line bg-sunken px-1.5 max-sm:max-w-40 max-sm:truncate">
                    {version === '' ? plugin : `${plugin} ${version}`}
                  </span>
                )}
                <span className="min-w-0 truncate" title={quote}>
                  {quote}
                </span>
              </span>
              <span className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-soft sm:hidden">
                <StateBadge state={state} />
                <span>
                  <b className="tabular font-semibold text-text">{formatNumber(affected)}</b>{' '}
                  {words.pipelines(affected)}
                </span>
                <RelativeTime at={cause.lastSeenAt} />
              </span>
            </span>
          </span>
        </Td>
        <Td className="max-w-0 min-w-36 max-sm:hidden sm:w-1/5">
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
        <Td className="max-sm:hidden">
          <StateBadge state={state} />
        </Td>
        <Td className="min-w-32 max-xl:hidden">
          <Assignee person={cause.assignee} />
        </Td>
      </Tr>
      {open && (
        <tr id={`cause-${id}`} className="border-b border-line bg-sunken last:border-b-0">
          <td colSpan={COLUMNS} className={clsx('p-3 sm:py-4 sm:pr-4 sm:pl-10')}>
            <CauseDetail cause={cause} onAct={onAct} />
          </td>
        </tr>
      )}
    </>
  )
}
