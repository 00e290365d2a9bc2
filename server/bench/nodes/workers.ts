import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

import { sql } from 'kysely'

import { createStores, type Stores } from '../../src/adapters/db/create-stores.ts'
import { openPostgres } from '../../src/adapters/db/core/open-postgres.ts'
import type { Database } from '../../src/adapters/db/core/open-database.ts'
import { migrate } from '../../src/adapters/db/operations/migrate.ts'
import { postgresJobs, type PostgresJobs } from '../../src/adapters/queue/postgres-jobs.ts'
import { postgresSignals, type ProcessSignals } from '../../src/adapters/queue/postgres-signals.ts'
import { createSecretBox } from '../../src/adapters/secrets/secret-box.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
import { createLog } from '../../src/core/log.ts'
import { startPostgres } from '../../test/support/database/postgres-server.ts'
import { aResult, anExecution, storedPipeline } from '../../test/support/records.ts'
import { benchOptions } from '../support/options.ts'
import { quantile } from '../support/timings.ts'

const SCALES = { full: [10, 100, 1000], small: [10, 50] } as const
const POLL_MS = 5000
const LEASE_SECONDS = 30
const IDLE_SECONDS = 10
const BUSY_SECONDS = 10
const PER_SECOND = 2
/** Connections that all light workers share for their statements; a real one keeps one or two of its own. */
const POOL = 40

/**
 * Light workers against one PostgreSQL: each listens on its own connection and takes work as a worker does, through the
 * product's own stores, and ends at once what it takes. Nothing is started, so that only the database is measured.
 */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'workers') return
  await using resources = new AsyncDisposableStack()
  const postgres = await startPostgres({ settings: { max_connections: '1200', shared_buffers: '256MB' } })
  resources.defer(() => postgres.stop())
  const database = resources.use(openPostgres(postgres.url, { connections: POOL, onError: () => undefined }))
  await migrate(database)
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'bench.key' })
  const jobs = resources.use(await postgresJobs(postgres.url, { supervise: false, log: createLog('silent') }))
  const carry: PostgresJobs['carry'] = (trx, events) => jobs.carry(trx, events)
  const stores = createStores(database, { secretBox, clock: systemClock, addJobs: carry })
  console.log(
    'light workers   connections   idle: PostgreSQL CPU, commits/s   busy: CPU, commits/s   queue delay median, p95',
  )
  for (const count of SCALES[options.scale])
    await measure(count, { url: postgres.url, database, stores, tickets: jobs.tickets })
}

async function measure(
  count: number,
  {
    url,
    database,
    stores,
    tickets,
  }: { url: string; database: Database; stores: Stores; tickets: PostgresJobs['tickets'] },
): Promise<void> {
  await using workers = new AsyncDisposableStack()
  const delays: number[] = []
  let failed = 0
  const onFailure = (): void => void (failed += 1)
  const log = createLog('silent')
  for (let index = 0; index < count; index += 1) {
    const signals = workers.use(await postgresSignals(url, `bench-${index}`, log))
    const worker = startLightWorker(`bench-${index}`, { stores, signals, tickets, delays, onFailure })
    workers.defer(() => worker())
  }
  const publisher = workers.use(await postgresSignals(url, 'bench-page', log))
  const connections = await countConnections(database)
  const idle = await measureLoad(database, () => delay(IDLE_SECONDS * 1000))
  const busy = await measureLoad(database, async () => {
    for (let second = 0; second < BUSY_SECONDS; second += 1) {
      const until = performance.now() + 1000
      for (let index = 0; index < PER_SECOND; index += 1) {
        const pipeline = await storedPipeline(stores, { name: `${count} ${second} ${index}` })
        await stores.executions.enqueue(anExecution(pipeline, { queuedAt: new Date().toISOString() }))
        publisher.send('flx_work', 'pending')
      }
      await delay(Math.max(0, until - performance.now()))
    }
  })
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  console.log(
    [
      String(count).padStart(13),
      String(connections).padStart(13),
      `${percent(idle.cpu).padStart(27)}, ${idle.commits.toFixed(0)}`.padEnd(37),
      `${percent(busy.cpu)}, ${busy.commits.toFixed(0)}`.padEnd(20),
      `${quantile(delays, 0.5).toFixed(0)} ms, ${quantile(delays, 0.95).toFixed(0)} ms (${delays.length} of ${BUSY_SECONDS * PER_SECOND}${failed === 0 ? '' : `; ${failed} looks failed`})`,
    ].join('  '),
  )
}

interface WorkerParts {
  stores: Stores
  signals: ProcessSignals
  tickets: PostgresJobs['tickets']
  delays: number[]
  onFailure(): void
}

/**
 * Requests a ticket when notified of work, and without a notification every five seconds. Returns the function that
 * ends it.
 */
function startLightWorker(
  name: string,
  { stores: { executions }, signals, tickets, delays, onFailure }: WorkerParts,
): () => Promise<void> {
  let current: Promise<void> = Promise.resolve()
  const queued = new Set<'ticket' | 'look'>()
  const enqueue = (kind: 'ticket' | 'look'): void => {
    if (queued.has(kind)) return
    queued.add(kind)
    const work = async (): Promise<void> => {
      queued.delete(kind)
      for (;;) {
        const ticket = kind === 'ticket' ? await tickets.take() : undefined
        if (kind === 'ticket' && ticket === undefined) break
        const token = crypto.randomUUID()
        const claimed = await executions.claim(name, token, () => new Date(), LEASE_SECONDS)
        if (claimed !== undefined) {
          delays.push(Date.now() - Date.parse(claimed.queuedAt))
          await executions.finish({ executionId: claimed.id, token }, aResult(), new Date().toISOString())
        }
        const spentTicket = ticket ?? claimed?.id
        if (spentTicket === undefined) break
        await tickets.spend(spentTicket)
      }
      await executions.nextStart(new Date())
    }
    current = current.then(work).catch(onFailure)
  }
  const stop = signals.listen('flx_work', () => enqueue('ticket'))
  // Not all at the same moment, as servers do not start at the same moment.
  let timer: NodeJS.Timeout
  const started = setTimeout(() => {
    timer = setInterval(() => {
      enqueue('look')
      executions.findAbandoned(new Date(), { allRunning: false }).catch(onFailure)
    }, POLL_MS)
  }, Math.random() * POLL_MS)
  return async () => {
    stop()
    clearTimeout(started)
    clearInterval(timer)
    await current
  }
}

async function countConnections({ db }: Database): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from pg_stat_activity where backend_type = 'client backend'`.execute(db)
  return rows[0]?.count ?? 0
}

/** Cores that PostgreSQL uses, and transactions per second, while the work runs. */
async function measureLoad(
  database: Database,
  work: () => Promise<unknown>,
): Promise<{ cpu: number; commits: number }> {
  const readFigures = async () => {
    const { rows } = await sql<{
      pid: number
      commits: number
    }>`select pg_backend_pid() as pid, xact_commit as commits from pg_stat_database where datname = current_database()`.execute(
      database.db,
    )
    return { at: performance.now(), commits: Number(rows[0]?.commits), cpu: cpuSeconds(rows[0]?.pid ?? 0) }
  }
  const before = await readFigures()
  await work()
  const after = await readFigures()
  const seconds = (after.at - before.at) / 1000
  return { cpu: (after.cpu - before.cpu) / seconds, commits: (after.commits - before.commits) / seconds }
}

const TICKS = 100

/** Of all processes of the server that this backend belongs to, including ended ones. */
function cpuSeconds(backend: number): number {
  const fields = (pid: string | number): string[] => {
    try {
      // After the name, which can contain spaces: state, parent, …
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    } catch {
      return []
    }
  }
  const parent = fields(backend)[1]
  if (parent === undefined) throw new Error('PostgreSQL must run on this machine')
  // utime, stime, and those of children that were waited for.
  let ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields(parent)[index]), 0)
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const processFields = fields(name)
    if (processFields[1] === parent) ticks += Number(processFields[11]) + Number(processFields[12])
  }
  return ticks / TICKS
}

await main()
