import type { Json } from '@flx/shared/json/json'
import type { HostPython, PluginLock } from '@flx/shared/plugins/environment'
import type { PluginNodes, WorkerEnvironmentList } from '@flx/shared/plugins/node-environment'
import type { InstallLine } from '@flx/shared/plugins/plugin'

import type { Context, MiddlewareHandler } from 'hono'

import type { LoadedRowsReader } from '../../app/executions/loaded-rows.ts'
import type { LogSearches } from '../../app/executions/search-logs.ts'
import type { BulkActions } from '../../app/bulk/bulk-actions.ts'
import type { ConnectionContext } from '../../app/lineage/open-lineage/connection.ts'
import type { VariantContext } from '../../app/plugins/change-variant.ts'
import type { PluginTrials } from '../../app/plugins/trials/plugin-trials.ts'
import type { CatalogueContext } from '../../app/plugins/catalogue/catalogue.ts'
import type { Actor, AppContext } from '../../app/core/context.ts'
import type { TokenContext } from '../../app/access/tokens.ts'
import type { ProjectContext } from '../../app/projects/project-context.ts'
import type { RetentionPasses } from '../../app/operations/retention.ts'
import type { StorageView } from '../../app/operations/storage.ts'
import type { LinkContext } from '../../app/access/password-links.ts'
import type { OpenIdRules } from '../../app/access/sign-in-by-open-id.ts'
import type { PipelineCatalogs } from '../../app/pipelines/streams/pipeline-catalogs.ts'
import type { ProjectStatesContext } from '../../app/projects/project-states.ts'
import type { PipelinePreviews } from '../../app/pipelines/preview/preview-pipeline.ts'
import type { MaskRemark } from '../../app/settings/mask-remarks.ts'
import type { PipelineStreams } from '../../app/pipelines/streams/pipeline-streams.ts'
import type { Auth, KnownDevices, SignedIn } from '../../domain/access/auth.ts'
import type { AppError } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { ProcessFigures } from '../../domain/operations/process-figures.ts'
import type { ReportStore } from '../../domain/executions/reports/report-store.ts'
import type { OpenIdProvider } from '../../domain/access/open-id.ts'
import type { PasswordLinks } from '../../domain/access/password-links.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import type { Prerenderer } from '../../domain/core/prerenderer.ts'
import type { WebFiles } from '../../domain/core/web-files.ts'
import { clientAddress, requestedHost, type TrustsProxy } from '../guards/client-of-request.ts'

/** Bindings and variables that Hono carries through a request. */
export interface HttpEnvironment {
  Bindings: {
    /** Present if the request arrived over a real socket. */
    incoming?: { socket: { remoteAddress?: string | undefined } }
  }
  Variables: {
    /** Set for every route that is not open. */
    signedIn: SignedIn
    requestId: string
    /** The body, once `jsonBody` has read it. */
    body: { value: Json } | undefined
    /** The client's address, and the host that the browser requested; see `client-of-request.ts`. */
    address: string
    host: string | undefined
  }
}
export type HttpContext = Context<HttpEnvironment>

/** Dependencies of the routes. */
export interface HttpDependencies {
  context: AppContext
  auth: Auth
  log: Log
  webFiles: WebFiles
  prerenderer: Prerenderer
  /** Installing and uninstalling continue after the answer; progress arrives live. */
  installation: {
    install(pluginId: string, actor: Actor): Promise<void>
    upgrade(pluginId: string, version: string | undefined, actor: Actor): Promise<void>
    rollBack(pluginId: string, actor: Actor): Promise<void>
    cancel(pluginId: string, actor: Actor): Promise<void>
    uninstall(pluginId: string, actor: Actor, options: { force: boolean }): Promise<void>
    /** Applies the fix for a failed installation and installs again. */
    mend(
      pluginId: string,
      remedy: { revision: number; python?: string | undefined },
      actor: Actor,
    ): Promise<void>
    /** Returns the exact packages of a plugin. */
    lock(pluginId: string): Promise<PluginLock | null>
    /** Returns the environment of a plugin on each worker. */
    nodes(pluginId: string): Promise<PluginNodes>
    /** Returns a worker's output while it built a plugin's environment. */
    buildOutput(pluginId: string, node: string, after: number, limit: number): Promise<InstallLine[]>
    /** Returns what each worker has, lacks and failed to build. */
    workers(): Promise<WorkerEnvironmentList>
    /** Lists the Pythons on this machine. */
    pythons(pluginId: string, signal: AbortSignal): Promise<(HostPython & { fits: boolean })[]>
    /** Removes a deleted plugin's files. */
    discard(plugin: PluginRecord): Promise<void>
  }
  /** Starts plugins to try them out. */
  trials: PluginTrials
  /** Other variants of a plugin. */
  variants: VariantContext
  /** Importing Meltano projects. */
  projects: ProjectContext
  /** Sending run events to other systems. */
  openLineage: ConnectionContext
  /** The catalogue of plugins. */
  catalogue: CatalogueContext
  /** The streams that a pipeline's extractor offers. */
  streams: PipelineStreams
  previews: PipelinePreviews
  /** Reads rows that executions loaded. */
  loadedRows: LoadedRowsReader
  /** Searches the logs of many executions. */
  logSearches: LogSearches
  /** Access to the states that a Meltano stores. */
  projectStates: Pick<ProjectStatesContext, 'openStates' | 'fingerprint'>
  /** Returns the values of a pipeline's secrets, to mask what is stored about it. */
  secretsOf: (pipelineId: string) => Promise<string[]>
  /** Masks what users write by every secret the server knows. */
  maskRemark: MaskRemark
  /** Executions that run elsewhere. */
  reports: ReportStore
  /** Versions of pipelines' catalogues. */
  catalogs: PipelineCatalogs
  /** Actions on many items at once. */
  bulk: BulkActions
  /** Runs the retention policy. */
  passes: RetentionPasses
  /** Disk usage. */
  disk: StorageView
  /** Returns figures about the server's own process. */
  processFigures: () => ProcessFigures
  /** Creates and checks API tokens. */
  tokens: TokenContext
  /** Links for setting a password. */
  passwordLinks: PasswordLinks
  /** Browsers in which users have signed in before. */
  devices: KnownDevices
  /** OpenID provider for signing in; null for none. */
  openId: { provider: OpenIdProvider; rules: OpenIdRules } | null
  /** Returns the `seq` of the last event this server passed on; null before it follows the log. */
  position: () => number | null
  /** Called after a session ended, to close its sockets. */
  sessionEnded: (sessionId: string) => void
  /** Host names under which browsers can reach the server; null allows any. */
  allowedHosts: ReadonlySet<string> | null
  publicUrl: string | null
  /** Trusted proxies in front of the server. */
  trustsProxy: TrustsProxy
  version: string
  /** Returns the sentence for an error of the storage; undefined for other errors. */
  storageFailure: (error: unknown) => string | undefined
  /** Returns the refusal for a database error caused by a request; undefined for other errors. */
  databaseRefusal: (error: unknown) => AppError | undefined
  /** Returns why the server cannot take requests now; null if it is ready. */
  notReady: () => Promise<string | null>
}

/** Returns the dependencies of user management. */
export const linksOf = ({
  context,
  auth,
  tokens,
  passwordLinks,
  sessionEnded,
}: HttpDependencies): LinkContext => ({
  ...context,
  accounts: auth,
  tokens: tokens.tokens,
  tokenValues: tokens.tokenValues,
  links: passwordLinks,
  sessionEnded,
})

/** Determines the client of a request, before anything else. Only trusted proxies can name another client. */
export function determineClient(trustsProxy: TrustsProxy): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    // No bindings if a test calls the app without a socket.
    const bindings: HttpEnvironment['Bindings'] | undefined = c.env
    const sender = {
      peer: bindings?.incoming?.socket.remoteAddress ?? '0.0.0.0',
      header: (name: string) => c.req.header(name),
    }
    c.set('address', clientAddress(sender, trustsProxy))
    c.set('host', requestedHost(sender, trustsProxy))
    await next()
  }
}
