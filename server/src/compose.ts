import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import { fileURLToPath } from 'node:url'

import { createAdaptorServer } from '@hono/node-server'

import { createAlertSender } from './adapters/alerts/alert-sender.ts'
import { betterAuthAdapter } from './adapters/auth/better-auth-adapter.ts'
import { createBetterAuth } from './adapters/auth/create-auth.ts'
import { openIdProvider } from './adapters/auth/open-id-provider.ts'
import { tokenValues } from './adapters/auth/token-values.ts'
import { exclusively } from './adapters/auth/exclusively.ts'
import { openDataFolder, type DataFolder } from './adapters/data-folder.ts'
import { readDocument } from './adapters/documents/document-reader.ts'
import { createStores, type Stores } from './adapters/db/create-stores.ts'
import { checkSecretKey } from './adapters/db/key-check.ts'
import { migrate } from './adapters/db/migrate.ts'
import { openSqlite, type Database } from './adapters/db/open-database.ts'
import { storageFailure } from './adapters/db/storage-failure.ts'
import { createStorageHealth } from './adapters/db/storage-health.ts'
import { watchProcess } from './adapters/process-figures.ts'
import { embeddedHintBus } from './adapters/queue/embedded-hint-bus.ts'
import { embeddedWorkSignal } from './adapters/queue/embedded-work-signal.ts'
import { createSecretBox } from './adapters/secrets/secret-box.ts'
import { openMatchingKey } from './adapters/secrets/rotate-key.ts'
import { deriveKey, type SecretKey } from './adapters/secrets/secret-key.ts'
import { createNewId, systemClock } from './adapters/system.ts'
import { createHubClient } from './adapters/plugins/hub-client.ts'
import { KNOWN_PLUGINS } from './adapters/plugins/known/known-plugins.ts'
import { readWebFiles } from './adapters/web/read-web-files.ts'
import { throttleAccounts } from './app/account-throttle.ts'
import type { CatalogueContext } from './app/catalogue.ts'
import { createBulkActions, type BulkActions } from './app/bulk-actions.ts'
import type { AppContext } from './app/context.ts'
import type { EngineContext } from './app/engine-context.ts'
import { executionBulk } from './app/execution-bulk.ts'
import { pipelineBulk } from './app/pipeline-bulk.ts'
import { pluginBulk } from './app/plugin-bulk.ts'
import { createPluginTrials } from './app/plugin-trials.ts'
import { createPipelineStreams } from './app/pipeline-streams.ts'
import { seedBundledPlugins } from './app/seed-bundled-plugins.ts'
import { composeStorage } from './compose-storage.ts'
import { composeEngine, workerName } from './compose-engine.ts'
import { samplePipelines } from './compose-samples.ts'
import { isLoopback, type Config } from './config.ts'
import { BUNDLED_CONNECTORS } from './connectors/definitions.ts'
import type { Auth } from './domain/auth.ts'
import { messageOf } from './domain/errors.ts'
import type { SecretBox } from './domain/ports.ts'
import type { Log } from './domain/log.ts'
import type { TokenStore } from './domain/token-store.ts'
import { createInstallations } from './app/install-plugin.ts'
import { signedInByToken, type TokenContext } from './app/tokens.ts'
import { recoverExecutions } from './app/recover-executions.ts'
import { createApp } from './http/app.ts'
import type { HttpDependencies } from './http/environment.ts'
import { isSameOrigin } from './http/same-origin.ts'
import { listen, StartError } from './listen.ts'
import { startGateway } from './realtime/gateway.ts'
import { VERSION } from './version.ts'
import { startAlertLoop, type AlertLoop } from './worker/alert-loop.ts'
import { startLateLoop } from './worker/late-loop.ts'
import { startScheduleLoop } from './worker/schedule-loop.ts'
import { startWorker, type Worker } from './worker/worker.ts'

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
}

const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** Puts the adapters, the use cases and the ways in together, and starts them. What was started before a failure is stopped. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const folder = started.use(await openDataFolder(config.dataDir))
  const database = started.use(openSqlite(folder.database))
  const { backup } = await migrate(database)
  if (backup !== null) log.info({ backup }, 'The database was copied before its upgrade')
  const secretKey = await openMatchingKey(database, {
    dataDir: folder.path,
    keyFile: config.secretKeyFile,
  })
  const secretBox = createSecretBox(secretKey)
  await checkSecretKey(database, secretBox)
  const storage = started.use(createStorageHealth(database, systemClock))
  storage.onChange((problem) => {
    if (problem === null) log.info({}, 'The database can be written again')
    else log.error({}, problem.message)
  })
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
  const auth: Auth = {
    ...accounts,
    signIn: throttleAccounts(accounts, context.clock),
    session(headers) {
      const authorization = headers.get('authorization')
      return authorization === null ? accounts.session(headers) : signedInByToken(tokens, authorization)
    },
  }
  await seedBundledPlugins(context, BUNDLED_CONNECTORS)
  const engine = composeEngine(config, folder, stores, context)
  await recoverExecutions(engine)
  const installations = started.use(createInstallations(engine))
  const catalogue = openCatalogue(config, stores, log)
  started.use(catalogue.hub)
  const bulk = started.use(
    await createBulkActions(context, {
      pipelines: pipelineBulk(context),
      executions: executionBulk(context),
      plugins: pluginBulk(context, installations),
    }),
  )

  const ownProcess = started.use(watchProcess())
  const { passes, disk } = started.use(composeStorage(config, folder, context))
  let ready = false
  const alertsOf: { current?: AlertLoop } = {}
  const gatewayOf: { current?: Awaited<ReturnType<typeof startGateway>> } = {}
  const app = createApp({
    context,
    auth,
    log,
    webFiles: readWebFiles(WEB_ROOT),
    installation: {
      install: (id, actor) => installations.install(id, actor),
      upgrade: (id, version, actor) => installations.upgrade(id, version, actor),
      uninstall: (id, actor, options) => installations.uninstall(id, actor, options),
      discard: (plugin) => (plugin.pipUrl === null ? Promise.resolve() : engine.installer.uninstall(plugin)),
    },
    trials: started.use(createPluginTrials({ ...context, ...engine })),
    variants: { app: context, catalogue, bundled: BUNDLED_CONNECTORS },
    catalogue,
    streams: started.use(createPipelineStreams(engine)),
    bulk,
    process: () => ownProcess.read(),
    passes,
    disk,
    tokens,
    passwordLinks: stores.passwordLinks,
    openId: await createOpenId(config, secretBox),
    alertsWoken: () => alertsOf.current?.wake(),
    sessionEnded: (sessionId) => gatewayOf.current?.endSession(sessionId),
    allowedHosts: allowedHosts(config),
    publicUrl: config.publicUrl,
    version: VERSION,
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
  const httpServer = createAdaptorServer({ fetch: app.fetch }) as HttpServer
  const { url } = started.use(await listen(httpServer, config))
  gatewayOf.current = started.use(
    await startGateway({
      httpServer,
      auth,
      events: stores.events,
      hints: context.hints,
      storage,
      log,
      isOwnOrigin: (origin, host) => origin === undefined || isSameOrigin(origin, host, config.publicUrl),
    }),
  )
  if (config.roles.has('scheduler')) {
    const publicOrigin = { publicUrl: config.publicUrl ?? url }
    const told = { told: () => alertsOf.current?.wake() }
    started.use(await startLateLoop({ ...context, ...publicOrigin }, told))
    started.use(await startScheduleLoop(context))
    const sender = createAlertSender({ allowPrivate: config.alertPrivateAddresses })
    alertsOf.current = started.use(await startAlertLoop({ ...context, sender, ...publicOrigin }))
  }
  const worker = config.roles.has('worker')
    ? started.use(
        startWorker({
          context: engine,
          source: work,
          name: workerName(),
          concurrency: config.concurrency,
          drainMs: config.drainSeconds * 1000,
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
    async [Symbol.asyncDispose]() {
      log.info({}, 'The server is shutting down')
      await running.disposeAsync()
      log.info({}, 'The server has stopped')
    },
  }
}

function createAuth(config: Config, database: Database, secretKey: SecretKey): Auth {
  const library = createBetterAuth({
    db: database.db,
    dialect: database.dialect,
    secret: deriveKey(secretKey, 'session cookies').toString('base64url'),
    publicUrl: config.publicUrl,
    newId: randomUUID,
  })
  return betterAuthAdapter(library, exclusively(database.db, database.dialect))
}

/** Signing in at a provider, where one is set up. */
async function createOpenId({ openId }: Config, secretBox: SecretBox): Promise<HttpDependencies['openId']> {
  if (openId === null) return null
  const { clientSecretFile: file, defaultRole, domains, ...client } = openId
  const clientSecret = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`FLX_OIDC_CLIENT_SECRET_FILE ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  })
  const provider = openIdProvider({ ...client, clientSecret: clientSecret.trim() }, secretBox, systemClock)
  return { provider, rules: { defaultRole, domains } }
}

/** The administrator of the environment, if none is there; without any, only this machine may reach the set-up page. */
async function admitAdministrator(config: Config, auth: Auth, log: Log): Promise<void> {
  if (config.firstAdministrator !== null) {
    const created = await auth.createFirstAdministrator({
      name: 'Administrator',
      ...config.firstAdministrator,
    })
    if (created) log.info({}, 'The first administrator was created from FLX_ADMIN_EMAIL')
  }
  if (!isLoopback(config.host) && !(await auth.administratorExists())) {
    throw new StartError(
      `FLX_HOST is ${config.host}, which other machines can reach, and there is no administrator yet: set FLX_ADMIN_EMAIL and FLX_ADMIN_PASSWORD, or start once on 127.0.0.1 and create one in the browser.`,
    )
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
    samples: samplePipelines(folder.files),
  }
}

const openCatalogue = (config: Config, stores: Stores, log: Log): CatalogueContext => ({
  plugins: stores.plugins,
  hub: createHubClient({ url: config.hubUrl, documents: stores.hubDocuments, clock: systemClock, log }),
  known: KNOWN_PLUGINS,
})

/** On a loopback address only loopback names and the public one; elsewhere the operator's network decides. */
function allowedHosts(config: Config): ReadonlySet<string> | null {
  if (!isLoopback(config.host)) return null
  const hosts = ['localhost', '127.0.0.1', '[::1]', config.host]
  return new Set(config.publicUrl === null ? hosts : [...hosts, new URL(config.publicUrl).hostname])
}
