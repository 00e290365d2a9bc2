import type { Bulk, BulkKind } from '@flx/shared/bulk'

import { formatCount, formatNumber } from '#web/lib/format.ts'

interface ActionWords {
  /** On the button. */
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

/** Words of an action; a new one without words shows its own name. */
export const actionWords = (action: string): ActionWords =>
  ACTIONS[action] ?? { verb: action, doing: action, done: action }

/** When a bulk action did not begin: "Could not activate the selection. …". */
export const bulkFailed = (action: string, error: string): string =>
  `Could not ${actionWords(action).verb.toLowerCase()} the selection. ${error}`

/** "12 pipelines". */
export const countOf = (kind: BulkKind, count: number): string => formatCount(count, NOUNS[kind])

type Counts = Pick<
  Bulk,
  'kind' | 'action' | 'status' | 'total' | 'done' | 'unchanged' | 'failed' | 'cancelRequestedAt'
>

/** Actions that make executions. */
const STARTING: ReadonlySet<string> = new Set(['execute', 'retry'])

/** Executions that an action made; 0 for actions that make none. */
export const madeBy = ({ action, done, unchanged, failed }: Counts): number =>
  STARTING.has(action) ? done - unchanged - failed : 0

/** Progress or result: "Activated 12 pipelines, 1 failed". */
export function bulkHeadline(bulk: Counts): string {
  const words = actionWords(bulk.action)
  if (bulk.status === 'running') {
    const doing = bulk.cancelRequestedAt === null ? words.doing : `Stopping: ${words.doing.toLowerCase()}`
    return `${doing} ${countOf(bulk.kind, bulk.total)}`
  }
  if (bulk.total === 0) return `There was nothing to ${bulk.action}.`
  const changed = bulk.done - bulk.unchanged - bulk.failed
  const parts = [`${words.done} ${countOf(bulk.kind, changed)}`]
  if (bulk.unchanged > 0) parts.push(`${formatNumber(bulk.unchanged)} already were`)
  if (bulk.failed > 0) parts.push(`${formatNumber(bulk.failed)} failed`)
  const left = bulk.total - bulk.done
  if (left > 0) {
    const why = bulk.status === 'cancelled' ? 'stopped' : 'the server stopped'
    parts.push(`${formatNumber(left)} not reached (${why})`)
  }
  return parts.join(', ')
}
