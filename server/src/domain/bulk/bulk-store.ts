import type { Bulk, BulkItem, BulkQuery, BulkStatus } from '@flx/shared/bulk'
import type { List } from '@flx/shared/core/list'
import type { Json } from '@flx/shared/json/json'

/** A bulk as it is stored; whether it can be taken back is for the operations to say. */
export type BulkRecord = Omit<Bulk, 'undo'>

/** The result of the action on one item. */
export interface BulkResult {
  outcome: 'changed' | 'unchanged' | 'failed'
  message: string | null
  resultId: string | null
}

/** An item that waits for its turn. */
export interface WaitingItem {
  position: number
  id: string
  name: string
}

/** Every method that changes a bulk inserts its event in the same transaction, except for the results of items. */
export interface BulkStore {
  /**
   * Stores the bulk with its items, frozen, and what `takeOver` gives to the server that performs it. Removes bulks
   * created before `keepFrom`.
   */
  create(
    bulk: BulkRecord,
    items: readonly Pick<WaitingItem, 'id' | 'name'>[],
    keepFrom: string,
    resumption?: Json,
  ): Promise<void>
  find(id: string): Promise<BulkRecord | undefined>
  /** The next items that wait, in order. */
  waiting(id: string, limit: number): Promise<WaitingItem[]>
  /** Begins or continues a bulk that is running: the server that performed it before stores no further result. */
  takeOver(id: string, performer: string): Promise<{ record: BulkRecord; resumption: Json } | undefined>
  /** Stores the result of an item and counts it; the bulk as it is now. Undefined when another performer took over. */
  saveResult(
    id: string,
    position: number,
    result: BulkResult,
    performer?: string | null,
  ): Promise<BulkRecord | undefined>
  /** A page of the items with their results. */
  items(id: string, query: BulkQuery): Promise<Omit<List<BulkItem>, 'total'>>
  /** The items that the action changed, in order, to undo it. */
  changed(id: string): Promise<Pick<WaitingItem, 'id' | 'name'>[]>
  requestCancel(id: string, at: string): Promise<'requested' | 'ended' | 'missing'>
  /** Ends a running bulk: as cancelled where that was asked before its last item, else as `status`. */
  end(id: string, status: Exclude<BulkStatus, 'running' | 'cancelled'>, at: string): Promise<void>
  /** Marks what an earlier server left running as interrupted; how many. */
  interruptAll(at: string): Promise<number>
}
