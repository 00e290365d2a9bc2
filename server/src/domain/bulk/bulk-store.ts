import type { Bulk, BulkItem, BulkQuery, BulkStatus } from '@flx/shared/bulk'
import type { List } from '@flx/shared/core/list'
import type { Json } from '@flx/shared/json/json'

/** A bulk action as stored; whether it can be undone is decided elsewhere, by the operations. */
export type BulkRecord = Omit<Bulk, 'undo'>

/** The result of the action for one item. */
export interface BulkResult {
  outcome: 'changed' | 'unchanged' | 'failed'
  message: string | null
  resultId: string | null
}

/** An item that has not been processed yet. */
export interface WaitingItem {
  position: number
  id: string
  name: string
}

/** Every method that changes a bulk appends its event in the same transaction, except for the results of items. */
export interface BulkStore {
  /**
   * Stores the bulk with its items, frozen, and the `resumption` that `takeOver` returns to the server that performs it.
   * Removes bulks created before `keepFrom`.
   */
  create(
    bulk: BulkRecord,
    items: readonly Pick<WaitingItem, 'id' | 'name'>[],
    keepFrom: string,
    resumption?: Json,
  ): Promise<void>
  find(id: string): Promise<BulkRecord | undefined>
  /** Returns the next waiting items, in order. */
  waiting(id: string, limit: number): Promise<WaitingItem[]>
  /** Starts or continues a running bulk; from then on, its previous server can store no result. */
  takeOver(id: string, performer: string): Promise<{ record: BulkRecord; resumption: Json } | undefined>
  /** Stores and counts the result of an item and returns the updated bulk. Undefined if another performer took over. */
  saveResult(
    id: string,
    position: number,
    result: BulkResult,
    performer?: string | null,
  ): Promise<BulkRecord | undefined>
  /** Returns a page of the items with their results. */
  items(id: string, query: BulkQuery): Promise<Omit<List<BulkItem>, 'total'>>
  /** Lists the items that the action changed, in order, for undoing it. */
  changed(id: string): Promise<Pick<WaitingItem, 'id' | 'name'>[]>
  requestCancel(id: string, at: string): Promise<'requested' | 'ended' | 'missing'>
  /** Ends a running bulk: as cancelled if that was requested before its last item, otherwise as `status`. */
  end(id: string, status: Exclude<BulkStatus, 'running' | 'cancelled'>, at: string): Promise<void>
  /** Marks bulks that an earlier server left running as interrupted; returns their number. */
  interruptAll(at: string): Promise<number>
}
