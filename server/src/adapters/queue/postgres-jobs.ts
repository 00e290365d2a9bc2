import type { JobInsert, PgBoss } from 'pg-boss'

import { messageOf } from '../../domain/core/errors.ts'
import type { JobData, JobQueue, TicketSource } from '../../domain/core/jobs.ts'
import type { Log } from '../../domain/core/log.ts'
import type { NewEvent } from '../../domain/core/ports.ts'
import type { Trx } from '../db/core/writer.ts'

/** PostgreSQL schema of pg-boss's tables, apart from ours. */
const SCHEMA = 'flx_queue'
const TICKETS = 'execution'

/** A server without a heartbeat for this long loses its jobs; pg-boss allows no less. */
const HEARTBEAT_SECONDS = 10
const REFRESH_SECONDS = 3
/** How often lost jobs are searched for. */
const SUPERVISE_SECONDS = 2
/** Shorter than the interval above: otherwise a check that runs a moment early leaves a lost job to the next one. */
const MONITOR_SECONDS = 1
const POLL_SECONDS = 2
/** Within this time, a worker that took a ticket has claimed an execution, or is dead. */
const TICKET_SECONDS = 15
const DAY_SECONDS = 86_400
/** A job whose server died this many times would probably kill the next one, too. */
const MAX_DEATHS = 20
const STOP_MS = 10_000
const CONNECTIONS = 3

const QUEUES = {
  [TICKETS]: {
    expireInSeconds: TICKET_SECONDS,
    retryLimit: 1000,
    retentionSeconds: 365 * DAY_SECONDS,
    deleteAfterSeconds: 60,
  },
  bulk: {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: DAY_SECONDS - 1,
    retryLimit: MAX_DEATHS,
    deleteAfterSeconds: 3600,
  },
  retention: {
    // At most one that waits or runs.
    policy: 'exclusive',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: DAY_SECONDS - 1,
    retryLimit: MAX_DEATHS,
    deleteAfterSeconds: 3600,
  },
} as const

/** Jobs on PostgreSQL, run by pg-boss. */
export interface PostgresJobs extends JobQueue, AsyncDisposable {
  tickets: Omit<TicketSource, 'passOn'>
  /** Adds the jobs that follow from events, in the transaction that writes them. */
  carry(trx: Trx, events: readonly NewEvent[]): Promise<void>
}

/**
 * Starts pg-boss and upgrades its tables; only one server at a time may do that. With `supervise`, this server searches
 * for the jobs of dead ones.
 */
export async function postgresJobs(
  url: string,
  { supervise, log }: { supervise: boolean; log: Log },
): Promise<PostgresJobs> {
  // Loaded on demand: an installation on SQLite does not need it.
  const { PgBoss, fromKysely } = await import('pg-boss')
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'flx-pipelines',
    max: CONNECTIONS,
    schema: SCHEMA,
    supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  // While PostgreSQL is away each check fails; it is repeated.
  boss.on('error', (error) => log.debug({ error: messageOf(error) }, 'The queue reported an error'))
  boss.on('warning', (warning) => log.debug({ warning: messageOf(warning) }, 'The queue reported a warning'))
  await boss.start()
  for (const [name, options] of Object.entries(QUEUES)) await boss.createQueue(name, options)

  const workers = new Set<string>()
  const wake = (): void => {
    for (const id of workers) boss.notifyWorker(id)
  }
  return {
    tickets: ticketsOf(boss),

    async carry(trx, events) {
      const db = fromKysely(trx)
      const jobs = await ticketsFor(trx, events)
      // An execution that has a ticket does not get another.
      if (jobs.length > 0) await boss.insert(TICKETS, jobs, { db })
      for (const event of events) {
        if (event.type !== 'bulk.changed' || event.bulk.status !== 'running') continue
        const { id } = event.bulk
        await boss.insert('bulk', [{ id, data: { bulkId: id } satisfies JobData['bulk'] }], { db })
      }
    },

    wake,

    async add(kind, data) {
      const isNew = (await boss.send(kind, data)) !== null
      wake()
      return isNew
    },

    async perform(kind, atOnce, work) {
      const stopping = new AbortController()
      const id = await boss.work<JobData[typeof kind]>(
        kind,
        {
          batchSize: 1,
          localConcurrency: atOnce,
          pollingIntervalSeconds: POLL_SECONDS,
          heartbeatRefreshSeconds: REFRESH_SECONDS,
        },
        async ([job]) => {
          if (job !== undefined) await work(job.data, AbortSignal.any([job.signal, stopping.signal]))
        },
      )
      workers.add(id)
      return {
        async [Symbol.asyncDispose]() {
          stopping.abort(new Error('The server was shut down in the meantime.'))
          workers.delete(id)
          await boss.offWork(kind, { wait: true })
        },
      }
    },

    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, timeout: STOP_MS })
    },
  }
}

/** Returns a ticket for each execution that became pending, due when it can start. */
async function ticketsFor(trx: Trx, events: readonly NewEvent[]): Promise<JobInsert[]> {
  const ids = events.flatMap((event) =>
    event.type === 'execution.changed' && event.execution.status === 'pending' ? [event.execution.id] : [],
  )
  if (ids.length === 0) return []
  const rows = await trx
    .selectFrom('execution')
    .select(['id', 'not_before'])
    .where('id', 'in', ids)
    .where('status', '=', 'pending')
    .execute()
  return rows.map(({ id, not_before: start }) => ({ id, ...(start !== null && { startAfter: start }) }))
}

const ticketsOf = (boss: PgBoss): PostgresJobs['tickets'] => ({
  async take() {
    const [job] = await boss.fetch(TICKETS, { batchSize: 1 })
    return job?.id
  },
  async spend(executionId) {
    await boss.deleteJob(TICKETS, executionId)
  },
})
