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

/** The variables that Hono carries through a request. */
export interface HttpEnvironment {
  Bindings: {
    /** Present when a real socket stands behind the request. */
    incoming?: { socket: { remoteAddress?: string | undefined } }
  }
  Variables: {
    /** Set for every route that is not open. */
    signedIn: SignedIn
    requestId: string
    /** The body, once `jsonBody` has read it. */
    body: { value: Json } | undefined
    /** The address of the person, and the host that the browser asked for, see `client-of-request.ts`. */
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
    uninstall(pluginId: string, actor: Actor, options: { evenIfUsed: boolean }): Promise<void>
    /** Applies the fix for a failed installation and installs again. */
    mend(
      pluginId: string,
      remedy: { revision: number; python?: string | undefined },
      actor: Actor,
    ): Promise<void>
    /** The exact packages of a plugin. */
    lock(pluginId: string): Promise<PluginLock | null>
    /** The environment of a plugin on each worker. */
    nodes(pluginId: string): Promise<PluginNodes>
    /** What a worker said while it built the environment of a plugin. */
    buildOutput(pluginId: string, node: string, after: number, limit: number): Promise<InstallLine[]>
    /** What each worker has, lacks and failed at. */
    workers(): Promise<WorkerEnvironmentList>
    /** The Pythons of this machine. */
    pythons(pluginId: string, signal: AbortSignal): Promise<(HostPython & { fits: boolean })[]>
    /** Removes what a deleted plugin left on the disk. */
    discard(plugin: PluginRecord): Promise<void>
  }
  /** Starts plugins to see what they do. */
  trials: PluginTrials
  /** Other variants of a plugin. */
  variants: VariantContext
  /** Importing Meltano projects. */
  projects: ProjectContext
  /** Sending run events to others. */
  openLineage: ConnectionContext
  /** The catalogue of plugins. */
  catalogue: CatalogueContext
  /** The streams that a pipeline's extractor offers. */
  streams: PipelineStreams
  previews: PipelinePreviews
  /** Reads rows that executions loaded. */
  loadedRows: LoadedRowsReader
  /** Searches in the logs of many executions. */
  logSearches: LogSearches
  /** The states that a Meltano keeps. */
  projectStates: Pick<ProjectStatesContext, 'openStates' | 'fingerprint'>
  /** The values of a pipeline's secrets, to mask what is stored about it. */
  secretsOf: (pipelineId: string) => Promise<string[]>
  /** Masks what people write by every secret that the server knows. */
  maskRemark: MaskRemark
  /** Executions that run elsewhere. */
  reports: ReportStore
  /** Versions of what it offers. */
  catalogs: PipelineCatalogs
  /** Actions on many at once. */
  bulk: BulkActions
  /** Carrying the retention policy out. */
  passes: RetentionPasses
  /** The disk. */
  disk: StorageView
  /** The server's own process. */
  processFigures: () => ProcessFigures
  /** Makes and checks API tokens. */
  tokens: TokenContext
  /** Links by which people set a password. */
  passwordLinks: PasswordLinks
  /** Browsers in which people have signed in before. */
  devices: KnownDevices
  /** The provider at which people may sign in, too; null: none. */
  openId: { provider: OpenIdProvider; rules: OpenIdRules } | null
  /** `seq` of the last event that this server handed on; null before it follows the log. */
  position: () => number | null
  /** Called after a session ended, so that its sockets are closed. */
  sessionEnded: (sessionId: string) => void
  /** Hosts by which browsers may address the server; null = any. */
  allowedHosts: ReadonlySet<string> | null
  publicUrl: string | null
  /** The proxies before the server. */
  trustsProxy: TrustsProxy
  version: string
  /** The sentence for an error of the place where the data is kept; undefined for every other error. */
  storageFailure: (error: unknown) => string | undefined
  /** The refusal for an error of the database that a request brought about; undefined for every other error. */
  databaseRefusal: (error: unknown) => AppError | undefined
  /** The reason that the server should get no requests now; null when it is ready. */
  notReady: () => Promise<string | null>
}

/** Dependencies of managing people. */
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

/** First of all: whose request it is. Only proxies that are trusted may speak for others. */
export function knowClient(trustsProxy: TrustsProxy): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    // No bindings at all when a test calls the app without a socket.
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
