import type { Context } from 'hono'

import type { BulkActions } from '../app/bulk-actions.ts'
import type { VariantContext } from '../app/change-variant.ts'
import type { PluginTrials } from '../app/plugin-trials.ts'
import type { CatalogueContext } from '../app/catalogue.ts'
import type { Actor, AppContext, Asker } from '../app/context.ts'
import type { TokenContext } from '../app/tokens.ts'
import type { RetentionPasses } from '../app/retention.ts'
import type { StorageView } from '../app/storage.ts'
import type { LinkContext } from '../app/password-links.ts'
import type { OpenIdRules } from '../app/sign-in-by-open-id.ts'
import type { PipelineStreams } from '../app/pipeline-streams.ts'
import type { Auth, SignedIn } from '../domain/auth.ts'
import { AppError, conflict } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { ProcessFigures } from '../domain/process-figures.ts'
import type { OpenIdProvider } from '../domain/open-id.ts'
import type { PasswordLinks } from '../domain/password-links.ts'
import type { PluginRecord } from '../domain/records.ts'
import type { WebFiles } from '../domain/web-files.ts'

/** What Hono carries through a request. */
export interface HttpEnvironment {
  Bindings: {
    /** Present when a real socket stands behind the request. */
    incoming?: { socket: { remoteAddress?: string | undefined } }
  }
  Variables: {
    /** Set for every route that is not open. */
    signedIn: SignedIn
    requestId: string
  }
}
export type HttpContext = Context<HttpEnvironment>

/** What the routes work with. */
export interface HttpDependencies {
  context: AppContext
  auth: Auth
  log: Log
  webFiles: WebFiles
  /** Installing and uninstalling go on after the answer; progress arrives live. */
  installation: {
    install(pluginId: string, actor: Actor): Promise<void>
    upgrade(pluginId: string, version: string | undefined, actor: Actor): Promise<void>
    uninstall(pluginId: string, actor: Actor, options: { evenIfUsed: boolean }): Promise<void>
    /** Removes what a deleted plugin left on the disk. */
    discard(plugin: PluginRecord): Promise<void>
  }
  /** Starts plugins to see what they do. */
  trials: PluginTrials
  /** Other variants of what is registered. */
  variants: VariantContext
  /** What can be installed. */
  catalogue: CatalogueContext
  /** What the extractor of a pipeline offers. */
  streams: PipelineStreams
  /** Actions on many at once. */
  bulk: BulkActions
  /** Carrying the retention policy out. */
  passes: RetentionPasses
  /** The disk. */
  disk: StorageView
  /** The server's own process. */
  process: () => ProcessFigures
  /** Makes and checks API tokens. */
  tokens: TokenContext
  /** Links by which people set a password. */
  passwordLinks: PasswordLinks
  /** Where people may sign in besides; null: nowhere. */
  openId: { provider: OpenIdProvider; rules: OpenIdRules } | null
  /** A delivery was added: it is sent at once. */
  alertsWoken: () => void
  /** Called after a session ended, so that its sockets are closed. */
  sessionEnded: (sessionId: string) => void
  /** Hosts by which browsers may address the server; null = any. */
  allowedHosts: ReadonlySet<string> | null
  publicUrl: string | null
  version: string
  /** The sentence for an error of the place where the data is kept; undefined for every other error. */
  storageFailure: (error: unknown) => string | undefined
  /** Why the server should get no requests now; null when it is ready. */
  notReady: () => Promise<string | null>
}

/** What managing people works with. */
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

/** The address of the peer. A proxy in between is the peer: its headers prove nothing. */
export function peerAddress(c: HttpContext): string {
  // No bindings at all when a test calls the app without a socket.
  const bindings: HttpEnvironment['Bindings'] | undefined = c.env
  return bindings?.incoming?.socket.remoteAddress ?? '0.0.0.0'
}

/** On whose behalf this request acts. */
export function actorOf(c: HttpContext): Actor {
  const { user, tokenName } = c.get('signedIn')
  return { id: user.id, name: user.name, tokenName, trigger: tokenName === null ? 'manual' : 'api' }
}

/**
 * For what people do with their own account: a token has a role of its own, and whoever finds one must not be able to
 * take the account over. `what` begins the sentence: "A password cannot be changed". Throws AppError `conflict`.
 */
export function refuseTokens(c: HttpContext, what: string): void {
  if (c.get('signedIn').tokenName !== null) throw conflict(`${what} with an API token. Sign in to do this.`)
}

/** The same, with what that person may do. */
export const askerOf = (c: HttpContext): Asker => ({
  actor: actorOf(c),
  role: c.get('signedIn').user.role,
})

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The id in the path. What cannot be an id names nothing: 404, not 422. */
export function idOf(c: HttpContext, what: string): string {
  const id = c.req.param('id') ?? ''
  if (!UUID.test(id)) throw new AppError('not-found', `There is no ${what} with this id.`)
  return id.toLowerCase()
}
