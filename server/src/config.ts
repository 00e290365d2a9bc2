import { resolve } from 'node:path'

import type { ServerRole } from '@flx/shared/nodes/node'

import { environmentSchema, type Environment, type LogLevel } from './environment.ts'

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

/** A wrong setting. The message is one sentence for the terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Parses the environment. Empty values count as unset. Throws ConfigError with a sentence about the first
 * wrong value.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Config {
  const variables = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('FLX_') && value !== ''),
  )
  const parsed = environmentSchema.safeParse(variables)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const problem = sentence(issue?.message ?? 'must be set to a valid value')
    throw new ConfigError(
      `${String(issue?.path[0])} ${problem.startsWith('must ') ? '' : 'is not valid: '}${problem}`,
    )
  }
  return environmentToConfig(parsed.data, env)
}

function environmentToConfig(values: Environment, env: NodeJS.ProcessEnv): Config {
  if ((values.FLX_ADMIN_EMAIL === undefined) !== (values.FLX_ADMIN_PASSWORD === undefined)) {
    throw new ConfigError('FLX_ADMIN_EMAIL and FLX_ADMIN_PASSWORD must be set together.')
  }
  if (values.FLX_WORKER_LABELS.length > 0 && !values.FLX_ROLES.includes('worker')) {
    throw new ConfigError(
      'FLX_WORKER_LABELS is set, but FLX_ROLES leaves the worker out: add worker to FLX_ROLES, or remove the labels.',
    )
  }
  if (values.FLX_WORKER_RESERVED && values.FLX_WORKER_LABELS.length === 0) {
    throw new ConfigError(
      'FLX_WORKER_RESERVED is true, but FLX_WORKER_LABELS is empty: the worker would take nothing. Set labels.',
    )
  }
  return {
    host: values.FLX_HOST,
    port: values.FLX_PORT,
    dataDir: resolve(values.FLX_DATA_DIR),
    filesDir: values.FLX_FILES_DIR === undefined ? null : resolve(values.FLX_FILES_DIR),
    postgres:
      values.FLX_DATABASE_URL === undefined
        ? null
        : { url: values.FLX_DATABASE_URL, connections: values.FLX_DATABASE_CONNECTIONS },
    firstAdministrator:
      values.FLX_ADMIN_EMAIL === undefined || values.FLX_ADMIN_PASSWORD === undefined
        ? null
        : { email: values.FLX_ADMIN_EMAIL, password: values.FLX_ADMIN_PASSWORD },
    roles: new Set(values.FLX_ROLES),
    workerLabels: values.FLX_WORKER_LABELS,
    isWorkerReserved: values.FLX_WORKER_RESERVED,
    concurrency: values.FLX_CONCURRENCY,
    drainSeconds: values.FLX_DRAIN_SECONDS,
    graceSeconds: values.FLX_GRACE_SECONDS,
    leaseSeconds: values.FLX_LEASE_SECONDS,
    secretKeyFile: values.FLX_SECRET_KEY_FILE === undefined ? null : resolve(values.FLX_SECRET_KEY_FILE),
    hubUrl: values.FLX_HUB_URL,
    logLevel: values.FLX_LOG_LEVEL,
    publicUrl: values.FLX_PUBLIC_URL === undefined ? null : new URL(values.FLX_PUBLIC_URL).origin,
    trustedProxies: values.FLX_TRUSTED_PROXIES,
    openId: openIdConfig(values),
    project:
      values.FLX_PROJECT === undefined
        ? null
        : { path: resolve(values.FLX_PROJECT), environment: values.FLX_PROJECT_ENVIRONMENT ?? null },
    alertPrivateAddresses: values.FLX_ALERT_PRIVATE_ADDRESSES,
    connectorEnvironment: connectorEnvironment(env),
  }
}

function openIdConfig(values: Environment): OpenIdConfig | null {
  const { FLX_OIDC_ISSUER: issuer, FLX_OIDC_CLIENT_ID: clientId } = values
  const file = values.FLX_OIDC_CLIENT_SECRET_FILE
  if (issuer === undefined && clientId === undefined && file === undefined) return null
  if (issuer === undefined || clientId === undefined || file === undefined)
    throw new ConfigError(
      'FLX_OIDC_ISSUER, FLX_OIDC_CLIENT_ID and FLX_OIDC_CLIENT_SECRET_FILE must be set together.',
    )
  return {
    issuer,
    clientId,
    clientSecretFile: resolve(file),
    label: values.FLX_OIDC_LABEL,
    defaultRole: values.FLX_OIDC_DEFAULT_ROLE ?? null,
    domains: values.FLX_OIDC_DOMAINS,
  }
}

/**
 * Filters the environment for connectors: our variables hold secrets and npm's change how installers behave.
 */
function connectorEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const filtered: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(FLX_|npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name)) filtered[name] = value
  }
  return filtered
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)
