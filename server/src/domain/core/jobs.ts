import type { RetentionPass } from '@flx/shared/operations/retention'

/** Work with an end that one of several servers does; another one begins it again when that server dies. */
export interface JobData {
  /** The rest of a bulk action. */
  bulk: { bulkId: string }
  /** A pass of retention: one in the fleet. */
  retention: { trigger: RetentionPass['trigger'] }
}

/**
 * Distributes work over the servers of a fleet. The tables stay the truth: a job says where to look, and does nothing when
 * what it is about has ended.
 */
export interface JobQueue {
  /** False when one of the kind is waiting or under way already, where there may be only one. */
  add<Kind extends keyof JobData>(kind: Kind, data: JobData[Kind]): Promise<boolean>
  /** Looks for jobs at once: one was added in a transaction. */
  wake(): void
  /**
   * Does jobs of a kind, `atOnce` of them. `signal` is aborted when the job was given to another server, because this one
   * seemed dead, and when the server stops. Work that throws is begun again. Disposing waits for what is under way.
   */
  perform<Kind extends keyof JobData>(
    kind: Kind,
    atOnce: number,
    work: (data: JobData[Kind], signal: AbortSignal) => Promise<void>,
  ): Promise<AsyncDisposable>
}

/**
 * A pending execution has a ticket from the transaction that adds it. Of the workers that are woken, the one that gets the
 * ticket claims an execution; the others do not ask.
 */
export interface TicketSource {
  /** Gives the execution of a ticket that nobody else has; undefined when there is none. */
  take(): Promise<string | undefined>
  /** To call when the ticket was acted on. One that is not spent comes back after some seconds. */
  spend(executionId: string): Promise<void>
  /** Lets the workers of other servers look at the queue: one waits that this one cannot start. */
  passOn(): void
}
