import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import { exclusively } from '../adapters/auth/exclusively.ts'
import { tokenValues } from '../adapters/auth/token-values.ts'
import type { PasswordHashing } from '../adapters/auth/create-auth.ts'
import { createEventSender } from '../adapters/open-lineage/event-sender.ts'
import { countedAttempts } from '../adapters/db/access/counted-attempts.ts'
import { databaseRefusal } from '../adapters/db/operations/database-refusal.ts'
import { storageFailure } from '../adapters/db/core/storage-failure.ts'
import { STARTING_SECONDS, whileRestarting } from '../adapters/db/operations/start-postgres.ts'
import { createDescriptorRoom, type DescriptorRoom } from '../adapters/process/descriptor-room.ts'
import { createKeeper } from '../adapters/process/keeper.ts'
import { steadyClock } from '../adapters/system/system.ts'
import { watchProcess } from '../adapters/system/process-figures.ts'
import { createPrerenderer } from '../adapters/web/prerenderer.ts'
import { readWebFiles } from '../adapters/web/read-web-files.ts'
import { attemptsInMemory } from '../app/access/attempts-in-memory.ts'
import { createBulkActions, type BulkActions } from '../app/bulk/bulk-actions.ts'
import type { AppContext } from '../app/core/context.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { executionBulk } from '../app/bulk/execution-bulk.ts'
import { pipelineBulk } from '../app/bulk/pipeline-bulk.ts'
import { pluginBulk } from '../app/bulk/plugin-bulk.ts'
import { warmStatistics } from '../app/figures/warm-statistics.ts'
import { updatePlanned } from '../app/templates/update-pipelines.ts'
import { createPlanned } from '../app/templates/use-template.ts'
import { createRemarkMask } from '../app/settings/mask-remarks.ts'
import { secretsOfPipeline } from '../engine/pipeline-secrets.ts'
import { createPipelineCatalogs } from '../app/pipelines/streams/pipeline-catalogs.ts'
import { createLogSearches } from '../app/executions/search-logs.ts'
import { rememberStoredSecrets } from '../app/settings/remember-secrets.ts'
import { seedDefaultRule } from '../app/alerts/default-rule.ts'
import { seedTemplates } from '../app/templates/seed-templates.ts'
import { seedBundledPlugins } from '../app/plugins/seed-bundled-plugins.ts'
import { ensureAdministrator, composeSignIn, createAuth, createOpenId } from './accounts.ts'
import { composeInstallation, openCatalogue } from './plugins.ts'
import { startEnvironments } from './node/environments.ts'
import { composeStarters, startingPlace } from './node/errands.ts'
import { startScheduler } from './scheduler.ts'
import { allowedHosts, serveWeb } from './web.ts'
import { createContext } from './context.ts'
import { openData } from './data.ts'
import { damageOfInstallation, openWorkerStores } from './database.ts'
import { startNode } from './node/node.ts'
import { composeSignals } from './signals.ts'
import { composeProjects, composeProjectStates } from './projects.ts'
import { composeStorage } from './storage.ts'
import { composeEngine } from './engine.ts'
import type { Config } from '../config.ts'
import { descriptorLimit } from '../core/connections.ts'
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import type { Auth } from '../domain/access/auth.ts'
import type { Log } from '../domain/core/log.ts'
import { retry } from '../domain/core/retry.ts'
import type { TokenStore } from '../domain/access/token-store.ts'
import { classifyEarlierFailures } from '../app/failures/classify-earlier.ts'
import { currentRole } from '../app/access/token-limits.ts'
import type { TokenContext } from '../app/access/tokens.ts'
import { recoverExecutions } from '../engine/recover-executions.ts'
import { createApp } from '../http/app.ts'
import type { Gateway } from '../realtime/gateway.ts'
import { proxyTrust } from '../core/trusted-proxies.ts'
import { VERSION } from '../core/version.ts'
import type { Worker } from '../worker/worker.ts'

/** A started server. Disposing it stops all parts in reverse order of starting. */
export interface RunningServer extends AsyncDisposable {
  url: string
  context: AppContext
  auth: Auth
  app: ReturnType<typeof createApp>
  engine: EngineContext
  tokens: TokenStore
  bulk: BulkActions
  /** Undefined if FLX_ROLES does not include the worker. */
  worker: Worker | undefined
  /** Warms up what the first page would otherwise wait for. Never fails. */
  warmUp(): Promise<void>
}

/** Replacement parts for tests, for what machines do not do on demand or do slowly on purpose. */
export interface Replacements {
  room?: DescriptorRoom
  passwords?: PasswordHashing
  /** Whether a server starts connectors itself although it uses PostgreSQL and lacks the worker role. */
  startsConnectors?: boolean
}

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url))
const PRERENDER_FILE = fileURLToPath(new URL('../../../web/dist-prerender/prerender.js', import.meta.url))

/**
 * Composes adapters, use cases and entry points, and starts them. On failure, stops the parts already
 * started. If PostgreSQL goes away during the start, starts again once it is back.
 */
export async function startServer(
  config: Config,
  log: Log,
  replacements: Replacements = {},
): Promise<RunningServer> {
  const onUnavailable = () =>
    log.warn(
      { seconds: STARTING_SECONDS },
      'PostgreSQL became unavailable during startup; waiting for it for a limited time',
    )
  try {
    if (config.postgres === null) return await start(config, log, replacements)
    return await retry(steadyClock, whileRestarting(onUnavailable), () => start(config, log, replacements))
  } catch (error) {
    // Includes damage that only the first read detects.
    throw damageOfInstallation(error, config) ?? error
  }
}

async function start(config: Config, log: Log, replacements: Replacements): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const descriptors = descriptorLimit()
  const room = replacements.room ?? createDescriptorRoom(descriptors)
  const processId = randomUUID()
  const data = started.use(await openData(config, log, { room, processId }))
  const { folder, database, secretKey, secretBox, storage, stores, storeParts, jobs } = data

  const accounts = createAuth(config, database, secretKey, log, replacements.passwords)
  await ensureAdministrator(config, accounts, log)
  const signals = started.use(await composeSignals(config, { ...stores, processId }, log))
  const context = createContext(config, stores, signals, log, data)
  const tokens: TokenContext = { ...context, accounts, tokens: stores.tokens, tokenValues }
  const { auth, devices } = composeSignIn(config, {
    accounts,
    secretKey,
    tokens,
    attempts:
      database.dialect === 'postgres' ? countedAttempts(database.db) : attemptsInMemory(context.clock),
  })
  await rememberStoredSecrets(context)
  // If several servers start at once on one database, one does this and the others find it done.
  await exclusively(
    database.db,
    database.dialect,
  )(async () => {
    await seedBundledPlugins(context, BUNDLED_CONNECTORS)
    await seedTemplates(context)
    await classifyEarlierFailures(context)
    await seedDefaultRule(context)
  })
  await stores.noteStart(VERSION)
  const performs = config.roles.has('worker')
  const ownStores = performs ? openWorkerStores(config, storeParts) : undefined
  if (ownStores !== undefined) started.use(ownStores)
  const place = startingPlace(config, replacements)
  const keeper = started.use(createKeeper(log))
  const engine = composeEngine(config, folder, stores, context, { elsewhere: place === 'remote', keeper })
  if (ownStores !== undefined) {
    const { events } = stores
    engine.environments = started.use(await startEnvironments({ ...engine, ...ownStores, events }, folder))
  }
  // Other servers can share a PostgreSQL database; a SQLite file belongs to this server alone.
  await recoverExecutions(engine, config.postgres === null ? {} : { worker: folder.node })
  const starters = started.use(
    composeStarters({ ...context, ...engine }, stores, {
      ...{ errands: signals.errands, place },
      ...{ node: folder.node, isShared: config.postgres !== null },
    }),
  )
  const { installations, trials, previews, loadedRows, streams } = starters
  const catalogue = openCatalogue(config, stores, log)
  started.use(catalogue.hub)
  const bulk = started.use(
    await createBulkActions(
      { ...context, currentRole: (requester) => currentRole(tokens, requester) },
      {
        pipelines: pipelineBulk(context, {
          create: (id, requester, _stop, request) => createPlanned(context, id, requester, request),
          update: (id, requester, _stop, request) => updatePlanned(context, id, requester, request),
        }),
        executions: executionBulk(context),
        plugins: pluginBulk(context, installations),
      },
      { jobs, performs: config.roles.has('web') },
    ),
  )

  const ownProcess = started.use(watchProcess())
  const { passes, disk } = started.use(await composeStorage(config, folder, context, { database, jobs }))
  let ready = false
  const trustsProxy = proxyTrust(config.trustedProxies)
  const gatewayRef: { current?: Gateway } = {}
  const openLineage = {
    ...context,
    sender: createEventSender({ allowPrivate: config.alertPrivateAddresses, file: folder.openLineage }),
    version: VERSION,
    file: folder.openLineage,
  }
  const projects = await composeProjects(config, { secretKey, stores, context, catalogue })
  const webFiles = readWebFiles(WEB_ROOT)
  const app = createApp({
    context,
    auth,
    log,
    webFiles,
    prerenderer: started.use(createPrerenderer(PRERENDER_FILE, log)),
    installation: composeInstallation({ ...engine, environmentReports: stores.environmentReports }, starters),
    trials,
    variants: { app: context, catalogue, bundled: BUNDLED_CONNECTORS },
    catalogue,
    projects,
    previews,
    loadedRows,
    logSearches: createLogSearches(context),
    projectStates: composeProjectStates(context),
    openLineage,
    secretsOf: (pipelineId) => secretsOfPipeline(engine, pipelineId),
    maskRemark: createRemarkMask({ ...context, references: engine.references }),
    reports: stores.reports,
    streams,
    catalogs: createPipelineCatalogs(engine, streams),
    bulk,
    processFigures: () => ownProcess.read(),
    passes,
    disk,
    tokens,
    passwordLinks: stores.passwordLinks,
    devices,
    openId: await createOpenId(config, secretBox),
    position: () => gatewayRef.current?.position() ?? null,
    sessionEnded: (sessionId) => signals.sessions.ended(sessionId),
    allowedHosts: allowedHosts(config),
    publicUrl: config.publicUrl,
    trustsProxy,
    version: VERSION,
    databaseRefusal,
    storageFailure(error) {
      const message = storageFailure(error)
      if (message !== undefined) storage.failed(message)
      return message
    },
    async notReady() {
      if (!ready) return 'The server is starting or shutting down.'
      return (await storage.check())?.message ?? null
    },
  })
  const { url, gateway } = started.use(
    await serveWeb(config, { app, auth, context, signals, storage, trustsProxy, webFiles, descriptors }),
  )
  if (gateway !== undefined) gatewayRef.current = gateway
  if (config.roles.has('scheduler')) {
    const candidate = { processId, node: folder.node }
    const parts = { context, engine, stores, storeParts, candidate, projects, openLineage, passes, url }
    started.use(await startScheduler(config, parts))
  }
  const { worker, loop } = started.use(
    await startNode(config, {
      ...{ data, ownStores, engine, signals, room, startId: processId },
      watchman: keeper,
    }),
  )
  ready = true
  started.defer(() => void (ready = false))
  log.info({ url, dataDir: folder.path, version: VERSION }, 'The server is ready')

  const running = started.move()
  return {
    url,
    context,
    auth,
    app,
    engine,
    tokens: stores.tokens,
    bulk,
    worker,
    warmUp: () =>
      warmStatistics(context).catch((error: unknown) =>
        log.debug({ error: String(error) }, 'Could not precompute the figures'),
      ),
    async [Symbol.asyncDispose]() {
      log.info({}, 'The server is shutting down')
      await loop.stopping()
      await running.disposeAsync()
      log.info({}, 'The server has stopped')
    },
  }
}
