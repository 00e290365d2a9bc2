import type { RetentionPass } from '@flx/shared/operations/retention'

/** Finite work that one of several servers does. If that server dies, another one starts the work again. */
export interface JobData {
  /** The remainder of a bulk action. */
  bulk: { bulkId: string }
  /** A retention pass; one at a time in the fleet. */
  retention: { trigger: RetentionPass['trigger'] }
}

/**
 * Distributes work over the servers of a fleet. The tables stay the source of truth: a job says where to look, and does nothing
 * if its subject has ended.
 */
export interface JobQueue {
  /** Adds a job; false if only one of its kind is allowed and one is already waiting or running. */
  add<Kind extends keyof JobData>(kind: Kind, data: JobData[Kind]): Promise<boolean>
  /** Looks for jobs at once, after one was added in a transaction. */
  wake(): void
  /**
   * Does jobs of a kind, up to `atOnce` in parallel. `signal` is aborted when the server stops, or when it seemed dead and the
   * job went to another server. Work that throws is started again. Disposing waits for running jobs.
   */
  perform<Kind extends keyof JobData>(
    kind: Kind,
    atOnce: number,
    work: (data: JobData[Kind], signal: AbortSignal) => Promise<void>,
  ): Promise<AsyncDisposable>
}

/**
 * The transaction that adds a pending execution adds its ticket. Of the workers that wake up, the one that gets the ticket
 * claims an execution; the others do not query the queue.
 */
export interface TicketSource {
  /** Takes a ticket that no other worker holds and returns its execution; undefined if there is none. */
  take(): Promise<string | undefined>
  /** Marks a ticket as used; call it once the ticket was acted on. A ticket that is not spent returns after some seconds. */
  spend(executionId: string): Promise<void>
  /** Wakes the workers of other servers, because an execution waits that this server cannot start. */
  passOn(): void
}
