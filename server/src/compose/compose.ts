import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createAdaptorServer } from '@hono/node-server'

import { createAlertSender } from '../adapters/alerts/alert-sender.ts'
import { whyNotPublic } from '../adapters/alerts/public-address.ts'
import { knownDevices } from '../adapters/auth/known-devices.ts'
import { tokenValues } from '../adapters/auth/token-values.ts'
import { createEventSender } from '../adapters/open-lineage/event-sender.ts'
import { openDataFolder, type DataFolder } from '../adapters/system/data-folder.ts'
import { readDocument } from '../adapters/documents/document-reader.ts'
import { databaseRefusal } from '../adapters/db/operations/database-refusal.ts'
import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import { checkSecretKey } from '../adapters/db/operations/key-check.ts'
import { damageOf, startDatabase } from '../adapters/db/operations/start-database.ts'
import { storageFailure } from '../adapters/db/core/storage-failure.ts'
import { createStorageHealth } from '../adapters/db/operations/storage-health.ts'
import { createDescriptorRoom, type DescriptorRoom } from '../adapters/process/descriptor-room.ts'
import { watchProcess } from '../adapters/system/process-figures.ts'
import { embeddedHintBus } from '../adapters/queue/embedded-hint-bus.ts'
import { embeddedWorkSignal } from '../adapters/queue/embedded-work-signal.ts'
import { createSecretBox } from '../adapters/secrets/secret-box.ts'
import { openMatchingKey } from '../adapters/secrets/rotate-key.ts'
import { deriveKey } from '../adapters/secrets/secret-key.ts'
import { createNewId, systemClock } from '../adapters/system/system.ts'
import { createHubClient } from '../adapters/plugins/hub-client.ts'
import { KNOWN_PLUGINS } from '../adapters/plugins/known/known-plugins.ts'
import { readWebFiles } from '../adapters/web/read-web-files.ts'
import { throttleAccounts } from '../app/access/account-throttle.ts'
import type { CatalogueContext } from '../app/plugins/catalogue/catalogue.ts'
import { createBulkActions, type BulkActions } from '../app/bulk/bulk-actions.ts'
import type { AppContext } from '../app/core/context.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { executionBulk } from '../app/bulk/execution-bulk.ts'
import { pipelineBulk } from '../app/bulk/pipeline-bulk.ts'
import { pluginBulk } from '../app/bulk/plugin-bulk.ts'
import { warmStatistics } from '../app/figures/warm-statistics.ts'
import { listPythons, showLock } from '../app/plugins/plugin-environment.ts'
import { createPluginTrials } from '../app/plugins/trials/plugin-trials.ts'
import { createRemarkMask } from '../app/settings/mask-remarks.ts'
import { secretsOfPipeline } from '../engine/pipeline-secrets.ts'
import { createPipelineCatalogs } from '../app/pipelines/pipeline-catalogs.ts'
import { createLoadedRowsReader } from '../app/executions/loaded-rows.ts'
import { createLogSearches } from '../app/executions/search-logs.ts'
import { createPipelinePreviews } from '../app/pipelines/preview/preview-pipeline.ts'
import { createPipelineStreams } from '../app/pipelines/pipeline-streams.ts'
import { rememberStoredSecrets } from '../app/settings/remember-secrets.ts'
import { seedDefaultRule } from '../app/alerts/default-rule.ts'
import { seedBundledPlugins } from '../app/plugins/seed-bundled-plugins.ts'
import { admitAdministrator, createAuth, createOpenId } from './accounts.ts'
import { composeProjects, composeProjectStates } from './projects.ts'
import { composeStorage } from './storage.ts'
import { composeEngine, workerName } from './engine.ts'
import { samplePipelines } from './samples.ts'
import { isLoopback, type Config } from '../config.ts'
import { CONNECTION_TIMES, descriptorLimit, guardConnections, mostConnections } from '../core/connections.ts'
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import type { Auth } from '../domain/access/auth.ts'
import type { Log } from '../domain/core/log.ts'
import type { TokenStore } from '../domain/access/token-store.ts'
import { classifyEarlierFailures } from '../app/failures/classify-earlier.ts'
import { createInstallations } from '../app/plugins/install-plugin.ts'
import { presentRole } from '../app/access/token-limits.ts'
import { signedInByToken, type TokenContext } from '../app/access/tokens.ts'
import { recoverExecutions } from '../engine/recover-executions.ts'
import { createApp } from '../http/app.ts'
import { clientAddress, requestedHost } from '../http/guards/client-of-request.ts'
import { isOwnHandshake } from '../http/guards/same-origin.ts'
import { listen } from '../listen.ts'
import { logDamage } from '../core/log-damage.ts'
import { startGateway } from '../realtime/gateway.ts'
import { proxyTrust } from '../core/trusted-proxies.ts'
import { VERSION } from '../core/version.ts'
import { startAlertLoop } from '../worker/alert-loop.ts'
import { startFailureLoop } from '../worker/failure-loop.ts'
import { startOpenLineageLoop } from '../worker/open-lineage-loop.ts'
import { startLateLoop } from '../worker/late-loop.ts'
import { startProjectLoop } from '../worker/project-loop.ts'
import { startScheduleLoop } from '../worker/schedule-loop.ts'
import { startUpdateLoop } from '../worker/update-loop.ts'
import { startWorker, type Worker } from '../worker/worker.ts'

/** A started server. Disposing it stops everything in the reverse order of the start. */
export interface RunningServer extends AsyncDisposable {
  url: string
  context: AppContext
  auth: Auth
  app: ReturnType<typeof createApp>
  engine: EngineContext
  tokens: TokenStore
  bulk: BulkActions
  /** Undefined when FLX_ROLES leaves the worker out. */
  worker: Worker | undefined
  /** Does once what the first page would wait for. Never fails. */
  warmUp(): Promise<void>
}

/** Replacements for parts, for tests of what machines do not do on demand. */
export interface GivenParts {
  room?: DescriptorRoom
}

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/** Puts the adapters, the use cases and the ways in together, and starts them. What was started before a failure is stopped. */
export async function startServer(config: Config, log: Log, given: GivenParts = {}): Promise<RunningServer> {
  try {
    return await start(config, log, given)
  } catch (error) {
    // Also damage that only the first reading of something finds.
    throw damageOf(error, join(config.dataDir, 'flx.db')) ?? error
  }
}

async function start(config: Config, log: Log, given: GivenParts): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const folder = started.use(await openDataFolder(config.dataDir))
  const { database: opened, backup } = await startDatabase(folder.database, {
    keyFile: config.secretKeyFile ?? join(folder.path, 'secret.key'),
  })
  const database = started.use(opened)
  if (backup !== null) log.info({ backup }, 'Backed up the database before its upgrade')
  const secretKey = await openMatchingKey(database, {
    dataDir: folder.path,
    keyFile: config.secretKeyFile,
  })
  const secretBox = createSecretBox(secretKey)
  await checkSecretKey(database, secretBox)
  const descriptors = descriptorLimit()
  const room = given.room ?? createDescriptorRoom(descriptors)
  const storage = started.use(createStorageHealth(database, systemClock, room.problem))
  storage.onChange((problem) => {
    if (problem === null) log.info({}, 'The database is writable again')
    else log.error({}, problem.message)
  })
  started.use(logDamage(log))
  const stores = createStores(database, {
    secretBox,
    clock: systemClock,
    onStorageFailure: (message) => storage.failed(message),
  })
  started.use(stores.reader)

  const accounts = createAuth(config, database, secretKey)
  await admitAdministrator(config, accounts, log)
  const work = embeddedWorkSignal()
  const context = createContext(config, stores, work, log, folder)
  const tokens: TokenContext = { ...context, accounts, tokens: stores.tokens, tokenValues }
  const devices = knownDevices(deriveKey(secretKey, 'known browsers'), {
    secure: config.publicUrl?.startsWith('https:') ?? false,
  })
  const auth: Auth = {
    ...accounts,
    signIn: throttleAccounts(accounts, context.clock, devices),
    session(headers) {
      const authorization = headers.get('authorization')
      return authorization === null ? accounts.session(headers) : signedInByToken(tokens, authorization)
    },
  }
  await rememberStoredSecrets(context)
  await seedBundledPlugins(context, BUNDLED_CONNECTORS)
  await classifyEarlierFailures(context)
  await seedDefaultRule(context)
  await stores.noteStart(VERSION)
  const engine = composeEngine(config, folder, stores, context)
  await recoverExecutions(engine)
  const installations = started.use(createInstallations(engine))
  const catalogue = openCatalogue(config, stores, log)
  started.use(catalogue.hub)
  const bulk = started.use(
    await createBulkActions(
      { ...context, presentRole: (asker) => presentRole(tokens, asker) },
      {
        pipelines: pipelineBulk(context),
        executions: executionBulk(context),
        plugins: pluginBulk(context, installations),
      },
    ),
  )

  const streams = started.use(createPipelineStreams(engine))
  const ownProcess = started.use(watchProcess())
  const { passes, disk } = started.use(composeStorage(config, folder, context))
  let ready = false
  const trustsProxy = proxyTrust(config.trustedProxies)
  const gatewayOf: { current?: Awaited<ReturnType<typeof startGateway>> } = {}
  const openLineage = {
    ...context,
    sender: createEventSender({ allowPrivate: config.alertPrivateAddresses, file: folder.openLineage }),
    version: VERSION,
    file: folder.openLineage,
  }
  const projects = await composeProjects(config, { secretKey, stores, context, catalogue })
  const app = createApp({
    context,
    auth,
    log,
    webFiles: readWebFiles(WEB_ROOT),
    installation: {
      install: (id, actor) => installations.install(id, actor),
      upgrade: (id, version, actor) => installations.upgrade(id, version, actor),
      rollBack: (id, actor) => installations.rollBack(id, actor),
      cancel: (id, actor) => installations.cancel(id, actor),
      uninstall: (id, actor, options) => installations.uninstall(id, actor, options),
      mend: (id, remedy, actor) => installations.mend(id, remedy, actor),
      lock: (id) => showLock(engine, id),
      pythons: (id, signal) => listPythons(engine, id, signal),
      discard: (plugin) => (plugin.pipUrl === null ? Promise.resolve() : engine.installer.uninstall(plugin)),
    },
    trials: started.use(createPluginTrials({ ...context, ...engine })),
    variants: { app: context, catalogue, bundled: BUNDLED_CONNECTORS },
    catalogue,
    projects,
    previews: started.use(createPipelinePreviews({ ...engine, audit: context.audit })),
    loadedRows: started.use(createLoadedRowsReader({ ...engine, audit: context.audit })),
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
    position: () => gatewayOf.current?.position() ?? null,
    sessionEnded: (sessionId) => gatewayOf.current?.endSession(sessionId),
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
  const httpServer = createAdaptorServer({ fetch: app.fetch, serverOptions: CONNECTION_TIMES }) as HttpServer
  guardConnections(httpServer, mostConnections(descriptors, config.concurrency), log)
  const { url } = started.use(await listen(httpServer, config))
  gatewayOf.current = started.use(
    await startGateway({
      httpServer,
      auth,
      events: stores.events,
      clock: context.clock,
      hints: context.hints,
      storage,
      log,
      isOwnRequest: (request) =>
        isOwnHandshake(request.headers, requestedHost(senderOf(request), trustsProxy), {
          allowedHosts: allowedHosts(config),
          publicUrl: config.publicUrl,
        }),
      addressOf: (request) => clientAddress(senderOf(request), trustsProxy),
    }),
  )
  if (config.roles.has('scheduler')) {
    const publicOrigin = { publicUrl: config.publicUrl ?? url }
    started.use(await startLateLoop({ ...context, ...publicOrigin }))
    started.use(await startScheduleLoop(context))
    started.use(startUpdateLoop(engine))
    if (projects.projectFolder !== null) {
      started.use(
        startProjectLoop({
          ...projects,
          ...composeProjectStates(context),
          secretsOf: (pipelineId) => secretsOfPipeline(engine, pipelineId),
          log,
          events: stores.events,
        }),
      )
    }
    const sender = createAlertSender({ allowPrivate: config.alertPrivateAddresses })
    started.use(await startFailureLoop(context))
    started.use(startOpenLineageLoop(openLineage))
    started.use(await startAlertLoop({ ...context, sender, ...publicOrigin }))
  }
  const worker = config.roles.has('worker')
    ? started.use(
        startWorker({
          context: engine,
          source: work,
          name: workerName(),
          concurrency: config.concurrency,
          drainMs: config.drainSeconds * 1000,
          mayStart() {
            const problem = room.problem()
            if (problem !== null) storage.failed(problem)
            return problem === null
          },
        }),
      )
    : undefined
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
        log.debug({ error: String(error) }, 'The figures could not be computed ahead'),
      ),
    async [Symbol.asyncDispose]() {
      log.info({}, 'The server is shutting down')
      await running.disposeAsync()
      log.info({}, 'The server has stopped')
    },
  }
}

function createContext(
  config: Config,
  stores: Stores,
  work: AppContext['work'],
  log: Log,
  folder: DataFolder,
): AppContext {
  return {
    ...stores,
    hints: embeddedHintBus((error) => log.error({ error: String(error) }, 'A listener of hints failed')),
    work,
    clock: systemClock,
    newId: createNewId(systemClock),
    log,
    readDocument,
    concurrency: config.concurrency,
    whyNotSentTo: async (url) => (config.alertPrivateAddresses ? null : await whyNotPublic(url)),
    samples: samplePipelines(folder.files),
    followsProject: config.project !== null,
  }
}

const openCatalogue = (config: Config, stores: Stores, log: Log): CatalogueContext => ({
  plugins: stores.plugins,
  hub: createHubClient({ url: config.hubUrl, documents: stores.hubDocuments, clock: systemClock, log }),
  known: KNOWN_PLUGINS,
})

/** The address that a handshake comes from. */
const senderOf = ({ socket, headers }: IncomingMessage) => ({
  peer: socket.remoteAddress ?? '0.0.0.0',
  header(name: string) {
    const value = headers[name]
    return Array.isArray(value) ? value.join(',') : value
  },
})

/** On a loopback address only loopback names and the public one; elsewhere the operator's network decides. */
function allowedHosts(config: Config): ReadonlySet<string> | null {
  if (!isLoopback(config.host)) return null
  const hosts = ['localhost', '127.0.0.1', '[::1]', config.host]
  return new Set(config.publicUrl === null ? hosts : [...hosts, new URL(config.publicUrl).hostname])
}
