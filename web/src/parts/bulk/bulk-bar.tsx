import type { BulkKind } from '@flx/shared/bulk'
import type { Total } from '@flx/shared/core/list'
import { X, type LucideIcon } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'

import type { BulkChoice } from '#web/api/executions/bulks.ts'
import { formatNumber } from '#web/lib/format.ts'
import { usePageActions } from '#web/lib/page-actions.ts'
import type { Selection } from '#web/lib/lists/selection.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { formatTotal } from '#web/ui/table/load-more.tsx'

import { prepareBulkCard, useBulk } from './bulk-provider.tsx'
import { actionWords, countOf } from './bulk-words.ts'
import { bulkBarWords } from './words.ts'

/** An action offered for the selection. */
export interface BulkAction {
  action: string
  icon: LucideIcon
  danger?: boolean
  disabledReason?: string | undefined
  /** Question before the action. Without it, only "all that match" asks. */
  confirm?: ReactNode
}

/** The list that a feature's bar works on. */
export interface BulkListProps<Filters> {
  selection: Selection
  /** The number of items on the page. */
  shown: number
  total: Total | undefined
  filters: Filters
}

/** Actions for the selection of a list. Renders nothing while nothing is ticked. */
export function BulkBar({
  kind,
  selection,
  shown,
  total,
  filter,
  actions,
  children,
}: {
  kind: BulkKind
  selection: Selection
  /** The number of items on the page. */
  shown: number
  total: Total | undefined
  /** The filter of the list, for all that match. */
  filter: object
  actions: readonly BulkAction[]
  /** Further actions for the selection. */
  children?: ReactNode
}) {
  const bulk = useBulk()
  const [confirming, setConfirming] = useState<BulkAction | null>(null)
  const isSelecting = selection.all || selection.ids.length > 0
  useEffect(() => {
    if (isSelecting) prepareBulkCard()
  }, [isSelecting])
  const choice: BulkChoice = selection.all ? { filter } : { ids: [...selection.ids] }
  const count = selection.all ? (total ?? shown) : selection.ids.length
  const canSelectAll = !selection.all && selection.shown === 'every' && total !== undefined && total !== shown
  const start = async ({ action }: BulkAction) => {
    if (await bulk.start(kind, action, choice)) selection.clear()
    setConfirming(null)
  }
  const choose = (action: BulkAction) => {
    if (action.confirm !== undefined || selection.all) setConfirming(action)
    else void start(action)
  }
  const countText = typeof count === 'number' ? countOf(kind, count) : `${formatTotal(count)} ${kind}`
  usePageActions(
    selection.isEmpty
      ? []
      : actions.map((action) => ({
          id: `${kind} ${action.action}`,
          label: bulkBarWords.ask(actionWords(action.action).verb, countText),
          icon: action.icon,
          disabledReason: action.disabledReason,
          busy: bulk.busy,
          act: () => choose(action),
        })),
  )
  if (selection.isEmpty) return null
  return (
    <section
      data-bulk-bar
      aria-label={bulkBarWords.selection}
      className="pointer-events-none sticky bottom-20 z-30 mt-4 flex sm:bottom-4"
    >
      <div className="pointer-events-auto flex max-w-full flex-wrap items-center gap-2 rounded-lg max-sm:w-full border border-line-strong bg-surface-raised px-3 py-2 text-sm shadow-high">
        <span className="tabular font-medium" aria-live="polite">
          {selection.all
            ? bulkBarWords.all(countText)
            : bulkBarWords.selected(formatNumber(selection.ids.length))}
        </span>
        {canSelectAll && (
          <Button variant="quiet" size="small" className="text-accent!" onClick={selection.selectAll}>
            {bulkBarWords.selectAll(formatTotal(total))}
          </Button>
        )}
        <span className="flex gap-2 max-sm:order-last max-sm:-mx-3 max-sm:w-[calc(100%+1.5rem)] max-sm:overflow-x-auto max-sm:px-3 max-sm:py-0.5">
          {actions.map((action) => (
            <Button
              key={action.action}
              size="small"
              icon={action.icon}
              variant={action.danger === true ? 'danger-quiet' : 'secondary'}
              disabledReason={action.disabledReason}
              busy={bulk.busy && confirming === null}
              onClick={() => choose(action)}
            >
              {actionWords(action.action).verb}
            </Button>
          ))}
          {children}
        </span>
        <IconButton
          label={bulkBarWords.clear}
          icon={X}
          size="small"
          className="max-sm:ml-auto"
          onClick={selection.clear}
        />
      </div>
      {confirming !== null && (
        <div className="pointer-events-auto">
          <ConfirmDialog
            title={bulkBarWords.ask(actionWords(confirming.action).verb, countText)}
            confirmLabel={bulkBarWords.confirm(actionWords(confirming.action).verb, countText)}
            danger={confirming.danger === true}
            busy={bulk.busy}
            error={null}
            onConfirm={() => void start(confirming)}
            onClose={() => setConfirming(null)}
          >
            {confirming.confirm}
            {selection.all && <p>{bulkBarWords.allHint}</p>}
          </ConfirmDialog>
        </div>
      )}
    </section>
  )
}
