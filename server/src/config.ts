import { isIP } from 'node:net'
import { resolve } from 'node:path'

import { passwordSchema } from '@flx/shared/access/setup'
import { MAX_LABELS, SERVER_ROLES, workerLabelSchema, type ServerRole } from '@flx/shared/nodes/node'
import * as z from 'zod'

import { isProxyRange } from './core/trusted-proxies.ts'
import { LEASE_SECONDS } from './domain/executions/execution-store.ts'

/** The configuration from the environment, parsed and validated once. */
export interface Config {
  host: string
  /** 0 picks any free port. */
  port: number
  dataDir: string
  /** Working folder of connectors; null for `files` in the data folder. */
  filesDir: string | null
  /** The PostgreSQL database; null for SQLite in the data folder. */
  postgres: PostgresConfig | null
  /** Created at the start if there is no administrator yet. */
  firstAdministrator: { email: string; password: string } | null
  roles: ReadonlySet<ServerRole>
  /** Labels of this server's worker. */
  workerLabels: readonly string[]
  /** Whether the worker only executes pipelines that require labels. */
  isWorkerReserved: boolean
  /** Maximum number of simultaneous executions. */
  concurrency: number
  /** Seconds that running executions get to finish at a shutdown. */
  drainSeconds: number
  /** Seconds that processes get to stop before they are killed. */
  graceSeconds: number
  /** Seconds without a sign of life after which a worker or reporter counts as lost. */
  leaseSeconds: number
  secretKeyFile: string | null
  hubUrl: string
  logLevel: LogLevel
  /** Origin under which browsers reach the server behind a proxy. */
  publicUrl: string | null
  /** Addresses and ranges of trusted proxies. */
  trustedProxies: readonly string[]
  /** OpenID provider for signing in; null for none. */
  openId: OpenIdConfig | null
  /** The Meltano project to follow; null for none. */
  project: { path: string; environment: string | null } | null
  /** Whether alerts can be posted to addresses that are not public. */
  alertPrivateAddresses: boolean
  /** Environment for connectors and installers, without our variables and those of the package manager. */
  connectorEnvironment: Record<string, string>
}

/** Connection to PostgreSQL. The URL can contain a password: never show it. */
interface PostgresConfig {
  url: string
  /** Maximum number of connections of this process. */
  connections: number
}

interface OpenIdConfig {
  issuer: string
  clientId: string
  /** File with the client's secret. Not in the environment, where other programs could read it. */
  clientSecretFile: string
  label: string
  /** Role of accounts created at the first sign-in; null creates none. */
  defaultRole: 'viewer' | 'operator' | 'editor' | null
  domains: readonly string[]
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** A wrong setting. The message is one sentence for the terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://flx.example.com' })

const environmentSchema = z.object({
  FLX_HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || /^[A-Za-z0-9.-]+$/.test(host),
      'must be an address such as 127.0.0.1 or a host name',
    )
    .default('127.0.0.1'),
  FLX_PORT: wholeNumber(0, 65_535).default(3000),
  FLX_DATA_DIR: z.string().default('./data'),
  FLX_FILES_DIR: z.string().optional(),
  FLX_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  FLX_ADMIN_PASSWORD: passwordSchema.optional(),
  FLX_DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a URL such as postgres://name:password@host:5432/database')
    .optional(),
  FLX_DATABASE_CONNECTIONS: wholeNumber(3, 200).default(10),
  FLX_ROLES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(SERVER_ROLES, `must be a comma-separated list of ${SERVER_ROLES.join(', ')}`)))
    .default([...SERVER_ROLES]),
  FLX_WORKER_LABELS: z
    .string()
    .default('')
    .transform((text) => [...new Set(listed(text))])
    .pipe(
      z
        .array(
          z
            .string()
            .refine(
              (label) => workerLabelSchema.safeParse(label).success,
              'must be a comma-separated list of labels such as eu,inside-vpn: up to 63 letters, digits, dots, hyphens and underscores each',
            ),
        )
        .max(MAX_LABELS, `must have at most ${MAX_LABELS} labels`),
    ),
  FLX_WORKER_RESERVED: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  FLX_CONCURRENCY: wholeNumber(1, 64).default(4),
  FLX_DRAIN_SECONDS: wholeNumber(0, 86_400).default(0),
  FLX_GRACE_SECONDS: wholeNumber(0, 3600).default(10),
  FLX_LEASE_SECONDS: wholeNumber(3, 3600).default(LEASE_SECONDS),
  FLX_SECRET_KEY_FILE: z.string().optional(),
  FLX_HUB_URL: httpUrl.default('https://hub.meltano.com'),
  FLX_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  FLX_PUBLIC_URL: httpUrl
    .refine(
      (url) => !URL.canParse(url) || new URL(url).pathname === '/',
      'must name an origin without a path',
    )
    .optional(),
  FLX_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(listed)
    .pipe(
      z.array(
        z
          .string()
          .refine(
            isProxyRange,
            'must be a comma-separated list of addresses, ranges such as 10.0.0.0/8, loopback and private',
          ),
      ),
    ),
  FLX_OIDC_ISSUER: httpUrl
    .refine(isPrivateTransport, 'must start with https://, except on this machine')
    .optional(),
  FLX_OIDC_CLIENT_ID: z.string().optional(),
  FLX_OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  FLX_OIDC_LABEL: z.string().max(50, 'must have at most 50 characters').default('single sign-on'),
  FLX_OIDC_DEFAULT_ROLE: z
    .enum(
      ['viewer', 'operator', 'editor'],
      'must be viewer, operator or editor: only users make administrators',
    )
    .optional(),
  FLX_OIDC_DOMAINS: z.string().default('').transform(listed),
  FLX_PROJECT: z.string().optional(),
  FLX_PROJECT_ENVIRONMENT: z.string().max(255, 'must have at most 255 characters').optional(),
  FLX_ALERT_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
})
type Environment = z.output<typeof environmentSchema>

/**
 * Parses the environment. Empty values count as unset. Throws ConfigError with a sentence about the first
 * wrong value.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('FLX_') && value !== ''),
  )
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${String(issue?.path[0])} is wrong: ${sentence(issue?.message ?? 'invalid')}`)
  }
  return environmentToConfig(parsed.data, env)
}

function environmentToConfig(given: Environment, env: NodeJS.ProcessEnv): Config {
  if ((given.FLX_ADMIN_EMAIL === undefined) !== (given.FLX_ADMIN_PASSWORD === undefined)) {
    throw new ConfigError('FLX_ADMIN_EMAIL and FLX_ADMIN_PASSWORD must be set together.')
  }
  if (given.FLX_WORKER_LABELS.length > 0 && !given.FLX_ROLES.includes('worker')) {
    throw new ConfigError(
      'FLX_WORKER_LABELS is set, but FLX_ROLES leaves the worker out: add worker to FLX_ROLES, or remove the labels.',
    )
  }
  if (given.FLX_WORKER_RESERVED && given.FLX_WORKER_LABELS.length === 0) {
    throw new ConfigError(
      'FLX_WORKER_RESERVED is true, but FLX_WORKER_LABELS is empty: the worker would take nothing. Set labels.',
    )
  }
  return {
    host: given.FLX_HOST,
    port: given.FLX_PORT,
    dataDir: resolve(given.FLX_DATA_DIR),
    filesDir: given.FLX_FILES_DIR === undefined ? null : resolve(given.FLX_FILES_DIR),
    postgres:
      given.FLX_DATABASE_URL === undefined
        ? null
        : { url: given.FLX_DATABASE_URL, connections: given.FLX_DATABASE_CONNECTIONS },
    firstAdministrator:
      given.FLX_ADMIN_EMAIL === undefined || given.FLX_ADMIN_PASSWORD === undefined
        ? null
        : { email: given.FLX_ADMIN_EMAIL, password: given.FLX_ADMIN_PASSWORD },
    roles: new Set(given.FLX_ROLES),
    workerLabels: given.FLX_WORKER_LABELS,
    isWorkerReserved: given.FLX_WORKER_RESERVED,
    concurrency: given.FLX_CONCURRENCY,
    drainSeconds: given.FLX_DRAIN_SECONDS,
    graceSeconds: given.FLX_GRACE_SECONDS,
    leaseSeconds: given.FLX_LEASE_SECONDS,
    secretKeyFile: given.FLX_SECRET_KEY_FILE === undefined ? null : resolve(given.FLX_SECRET_KEY_FILE),
    hubUrl: given.FLX_HUB_URL,
    logLevel: given.FLX_LOG_LEVEL,
    publicUrl: given.FLX_PUBLIC_URL === undefined ? null : new URL(given.FLX_PUBLIC_URL).origin,
    trustedProxies: given.FLX_TRUSTED_PROXIES,
    openId: openIdConfig(given),
    project:
      given.FLX_PROJECT === undefined
        ? null
        : { path: resolve(given.FLX_PROJECT), environment: given.FLX_PROJECT_ENVIRONMENT ?? null },
    alertPrivateAddresses: given.FLX_ALERT_PRIVATE_ADDRESSES,
    connectorEnvironment: connectorEnvironment(env),
  }
}

function openIdConfig(given: Environment): OpenIdConfig | null {
  const { FLX_OIDC_ISSUER: issuer, FLX_OIDC_CLIENT_ID: clientId } = given
  const file = given.FLX_OIDC_CLIENT_SECRET_FILE
  if (issuer === undefined && clientId === undefined && file === undefined) return null
  if (issuer === undefined || clientId === undefined || file === undefined)
    throw new ConfigError(
      'FLX_OIDC_ISSUER, FLX_OIDC_CLIENT_ID and FLX_OIDC_CLIENT_SECRET_FILE must be set together.',
    )
  return {
    issuer,
    clientId,
    clientSecretFile: resolve(file),
    label: given.FLX_OIDC_LABEL,
    defaultRole: given.FLX_OIDC_DEFAULT_ROLE ?? null,
    domains: given.FLX_OIDC_DOMAINS,
  }
}

/** Splits a comma-separated list into parts, in lower case. */
function listed(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname } = new URL(text)
  return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && /^\/[^/]+$/.test(pathname)
}

/** Returns whether a connection to the URL is protected: HTTPS, or local to this machine. */
function isPrivateTransport(url: string): boolean {
  if (!URL.canParse(url)) return true
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/**
 * Filters the environment for connectors: our variables hold secrets and npm's change how installers behave.
 */
function connectorEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const seen: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(FLX_|npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name)) seen[name] = value
  }
  return seen
}

/** Returns whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)
