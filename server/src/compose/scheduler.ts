import { createAlertSender } from '../adapters/alerts/alert-sender.ts'
import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import { openPostgres } from '../adapters/db/core/open-postgres.ts'
import { postgresLeadership, requireTerm } from '../adapters/db/operations/leadership.ts'
import type { AppContext } from '../app/core/context.ts'
import type { ConnectionContext } from '../app/lineage/open-lineage/connection.ts'
import type { RetentionPasses } from '../app/operations/retention.ts'
import type { ProjectContext } from '../app/projects/project-context.ts'
import type { Config } from '../config.ts'
import type { Candidate, LedWork } from '../domain/operations/leadership.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { secretsOfPipeline } from '../engine/pipeline-secrets.ts'
import { startAlertLoop } from '../worker/leader/alert-loop.ts'
import { startFailureLoop } from '../worker/leader/failure-loop.ts'
import { startLateLoop } from '../worker/leader/late-loop.ts'
import { startLeading, type Term } from '../worker/leader/leading.ts'
import { startOpenLineageLoop } from '../worker/leader/open-lineage-loop.ts'
import { startProjectLoop } from '../worker/leader/project-loop.ts'
import { startRetentionLoop } from '../worker/leader/retention-loop.ts'
import { startScheduleLoop } from '../worker/leader/schedule-loop.ts'
import { startUpdateLoop } from '../worker/update-loop.ts'
import type { StoreParts } from './data.ts'
import { composeProjectStates } from './projects.ts'

interface SchedulerParts {
  context: AppContext
  engine: EngineContext
  stores: Stores
  /** Parts for the stores of a leader. */
  storeParts: StoreParts
  candidate: Candidate
  projects: ProjectContext
  openLineage: AppContext & ConnectionContext
  passes: RetentionPasses
  /** The server's own address, for links if no public address is set. */
  url: string
}

/** The stores a leader writes through, and the check before something is sent to the outside. */
interface LeaderAccess {
  stores: Partial<Stores>
  require: Term['require']
}

/**
 * Starts the loops that follow the clock and the event log: at once if the data folder belongs to this server
 * alone, on PostgreSQL only while this server leads.
 */
export async function startScheduler(config: Config, parts: SchedulerParts): Promise<AsyncDisposable> {
  const { postgres } = config
  const followsProject = parts.projects.projectFolder !== null
  await using started = new AsyncDisposableStack()
  if (postgres === null) {
    const access: LeaderAccess = { stores: {}, require: () => undefined }
    started.use(await startSchedules(config, parts, access))
    if (followsProject) started.use(followProject(parts, access))
    return started.move()
  }
  const leadership = started.use(postgresLeadership(postgres.url))
  const startLedWork = (work: LedWork, start: (access: LeaderAccess) => Promise<AsyncDisposable>): void => {
    const { candidate, context } = parts
    const lead = (term: Term): Promise<AsyncDisposable> =>
      withLeaderStores(postgres.url, { work, term, storeParts: parts.storeParts }, start)
    started.use(startLeading({ work, leadership, candidate, log: context.log, lead }))
  }
  startLedWork('scheduler', (access) => startSchedules(config, parts, access))
  // Led separately: the project folder might be on another server than the leader.
  if (followsProject) startLedWork('project', (access) => Promise.resolve(followProject(parts, access)))
  return started.move()
}

const CONNECTIONS = 4
/** Timeout, so that a leader that stalls in a transaction does not block the next one. */
const IDLE_IN_TRANSACTION_MS = 4000

/** Runs led work with stores whose transactions are refused once the term is over. */
async function withLeaderStores(
  url: string,
  { work, term, storeParts }: { work: LedWork; term: Term; storeParts: StoreParts },
  start: (access: LeaderAccess) => Promise<AsyncDisposable>,
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(
    openPostgres(url, {
      connections: CONNECTIONS,
      idleInTransactionMs: IDLE_IN_TRANSACTION_MS,
      onError: () => undefined,
    }),
  )
  const stores = createStores(database, { ...storeParts, fence: requireTerm(work, term.number) })
  opened.use(await start({ stores, require: () => term.require() }))
  return opened.move()
}

async function startSchedules(
  config: Config,
  { context: shared, engine, stores, openLineage, passes, url }: SchedulerParts,
  access: LeaderAccess,
): Promise<AsyncDisposable> {
  // Follow the shared event log, which is woken when other processes write.
  const leaderStores = { ...access.stores, events: stores.events }
  const context = { ...shared, ...leaderStores, publicUrl: config.publicUrl ?? url }
  const alerts = createAlertSender({ allowPrivate: config.alertPrivateAddresses })
  await using started = new AsyncDisposableStack()
  started.use(await startLateLoop(context))
  started.use(await startScheduleLoop(context))
  started.use(startUpdateLoop({ ...engine, ...leaderStores }))
  started.use(startRetentionLoop({ ...context, passes, isAlone: config.postgres === null }))
  started.use(await startFailureLoop(context))
  started.use(
    startOpenLineageLoop({
      ...{ ...openLineage, ...leaderStores },
      sender: {
        async send(...args) {
          access.require()
          await openLineage.sender.send(...args)
        },
      },
    }),
  )
  started.use(
    await startAlertLoop({
      ...context,
      sender: {
        async send(...args) {
          access.require()
          await alerts.send(...args)
        },
      },
    }),
  )
  return started.move()
}

function followProject(
  { context, engine, stores, projects }: SchedulerParts,
  access: LeaderAccess,
): AsyncDisposable {
  const leaderStores = { ...access.stores, events: stores.events }
  return startProjectLoop({
    ...{ ...projects, ...leaderStores },
    ...composeProjectStates(context),
    secretsOf: (pipelineId) => secretsOfPipeline(engine, pipelineId),
    log: context.log,
  })
}
