import type { Bulk, BulkKind } from '@flx/shared/bulk'

import { formatCount, formatNumber } from '#web/lib/format.ts'

interface ActionWords {
  /** The button's label. */
  verb: string
  doing: string
  done: string
}

const ACTIONS: Record<string, ActionWords> = {
  activate: { verb: 'Activate', doing: 'Activating', done: 'Activated' },
  deactivate: { verb: 'Deactivate', doing: 'Deactivating', done: 'Deactivated' },
  execute: { verb: 'Execute', doing: 'Executing', done: 'Queued' },
  delete: { verb: 'Delete', doing: 'Deleting', done: 'Deleted' },
  restore: { verb: 'Restore', doing: 'Restoring', done: 'Restored' },
  create: { verb: 'Create', doing: 'Creating', done: 'Created' },
  update: { verb: 'Update', doing: 'Updating', done: 'Updated' },
  cancel: { verb: 'Cancel', doing: 'Cancelling', done: 'Cancelled' },
  retry: { verb: 'Retry', doing: 'Retrying', done: 'Retried' },
  install: { verb: 'Install', doing: 'Installing', done: 'Installed' },
  uninstall: { verb: 'Uninstall', doing: 'Uninstalling', done: 'Uninstalled' },
}

const NOUNS: Record<BulkKind, string> = {
  pipelines: 'pipeline',
  executions: 'execution',
  plugins: 'plugin',
}

/** Returns the words of an action. A new action without words shows its own name. */
export const actionWords = (action: string): ActionWords =>
  ACTIONS[action] ?? { verb: action, doing: action, done: action }

/** Returns the message if a bulk action did not start: "Could not activate the selection. …". */
export const bulkFailed = (action: string, error: string): string =>
  `Could not ${actionWords(action).verb.toLowerCase()} the selection. ${error}`

/** Formats a count: "12 pipelines". */
export const countOf = (kind: BulkKind, count: number): string => formatCount(count, NOUNS[kind])

type Counts = Pick<
  Bulk,
  'kind' | 'action' | 'status' | 'total' | 'done' | 'unchanged' | 'failed' | 'cancelRequestedAt'
>

/** Actions that create executions. */
const STARTING_ACTIONS: ReadonlySet<string> = new Set(['execute', 'retry'])

/** Returns the number of executions that an action created, 0 for actions that create none. */
export const createdCount = ({ action, done, unchanged, failed }: Counts): number =>
  STARTING_ACTIONS.has(action) ? done - unchanged - failed : 0

/** Formats the progress or result: "Activated 12 pipelines, 1 failed". */
export function bulkHeadline(bulk: Counts): string {
  const words = actionWords(bulk.action)
  if (bulk.status === 'running') {
    const doing = bulk.cancelRequestedAt === null ? words.doing : `Stopping: ${words.doing.toLowerCase()}`
    return `${doing} ${countOf(bulk.kind, bulk.total)}`
  }
  if (bulk.total === 0) return `Nothing to ${bulk.action}.`
  const changed = bulk.done - bulk.unchanged - bulk.failed
  const parts = [`${words.done} ${countOf(bulk.kind, changed)}`]
  if (bulk.unchanged > 0) parts.push(`${formatNumber(bulk.unchanged)} unchanged`)
  if (bulk.failed > 0) parts.push(`${formatNumber(bulk.failed)} failed`)
  const unprocessed = bulk.total - bulk.done
  if (unprocessed > 0) {
    const reason = bulk.status === 'cancelled' ? 'stopped' : 'the server stopped'
    parts.push(`${formatNumber(unprocessed)} not processed (${reason})`)
  }
  return parts.join(', ')
}
