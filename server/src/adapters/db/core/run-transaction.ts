import { setTimeout } from 'node:timers/promises'

import { sql, type Kysely, type Transaction } from 'kysely'

import type { NewEvent } from '../../../domain/core/ports.ts'
import { retry, type FailedAttempt } from '../../../domain/core/retry.ts'
import { steadyClock } from '../../system/system.ts'
import type { Schema } from './schema.ts'
import { isUnreachable } from './storage-failure.ts'

const RETRY_PAUSE_MS = 200

/** The outcome of a transaction's work. */
interface Outcome {
  /** The ID that PostgreSQL gave the transaction; undefined on SQLite, or if it emitted no event. */
  id: string | undefined
  events: readonly NewEvent[]
}

/** PostgreSQL became unreachable during a commit: whether it took effect is unknown. */
export class UnansweredCommit extends Error {
  override readonly name = 'UnansweredCommit'
  readonly events: readonly NewEvent[]

  constructor(events: readonly NewEvent[], cause: unknown) {
    super(
      'The connection to the database broke while this was being saved, so it may or may not have been saved. Check before you try again.',
      { cause },
    )
    this.events = events
  }
}

/**
 * Runs a transaction. With `patience`, repeats it while PostgreSQL is away, until it is aborted; not if it was committed and
 * only the answer was lost. Its begin waits, see `patient-dialect.ts`. Without it, throws UnansweredCommit in that case.
 */
export async function runTransaction<T extends Outcome>(
  db: Kysely<Schema>,
  patience: AbortSignal | undefined,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  /** What was to be committed last. */
  let complete: T | undefined
  const runOnce = (): Promise<T> => {
    complete = undefined
    return db.transaction().execute(async (trx) => (complete = await work(trx)))
  }
  if (patience === undefined) {
    return await runOnce().catch((error: unknown) => {
      throw complete !== undefined && isUnreachable(error)
        ? new UnansweredCommit(complete.events, error)
        : error
    })
  }
  const whileUnreachable = {
    shouldRetry: ({ error }: FailedAttempt) => isUnreachable(error),
    pauseMs: RETRY_PAUSE_MS,
    signal: patience,
  }
  return await retry(steadyClock, whileUnreachable, async () => {
    if (complete?.id !== undefined && (await isCommitted(db, complete.id, patience))) return complete
    return await runOnce()
  })
}

/** Whether the transaction took effect; waits for its end. */
async function isCommitted(db: Kysely<Schema>, id: string, patience: AbortSignal): Promise<boolean> {
  for (;;) {
    const { status } = await db
      .selectNoFrom(sql<string | null>`pg_xact_status(${id}::xid8)`.as('status'))
      .executeTakeFirstOrThrow()
    if (status !== 'in progress') return status === 'committed'
    await setTimeout(RETRY_PAUSE_MS, undefined, { signal: patience })
  }
}
