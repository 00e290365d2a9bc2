import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'
import type { SettingDefinition } from '@flx/shared/plugin'
import { hasUrlCredentials, isSecretSetting } from '@flx/shared/secret'

const PASSED =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|LOGNAME|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|(https?|no|all|ftp)_proxy)$/i

/** What every child gets from the server's environment (decision 17): never our settings, never npm's. */
export function baseEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(server).filter(([name]) => PASSED.test(name)))
}

const FOR_INSTALLERS = /^(PIP_|UV_|GIT_|SSH_|PYENV_|XDG_CACHE_HOME$)/

/** What uv calls settings that a server may have for pip. */
const UV_NAMES = {
  PIP_INDEX_URL: 'UV_INDEX_URL',
  PIP_EXTRA_INDEX_URL: 'UV_EXTRA_INDEX_URL',
  PIP_CERT: 'SSL_CERT_FILE',
}

/** What pip, uv and git get in addition: their own settings, and no way to wait for an answer. */
export function installEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  const forUv = Object.entries(UV_NAMES).flatMap(([pip, uv]) =>
    server[pip] === undefined ? [] : [[uv, server[pip]] as const],
  )
  return {
    // As pip does, uv shall trust what the machine trusts.
    UV_SYSTEM_CERTS: 'true',
    ...Object.fromEntries(forUv),
    ...baseEnvironment(server),
    ...Object.fromEntries(Object.entries(server).filter(([name]) => FOR_INSTALLERS.test(name))),
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    GIT_TERMINAL_PROMPT: '0',
    PYTHONUNBUFFERED: '1',
  }
}

/** A program of a virtual environment finds what is installed beside it. */
export function inVirtualEnvironment(
  env: Readonly<Record<string, string>>,
  virtualEnvironment: string | null,
): Record<string, string> {
  if (virtualEnvironment === null) return { ...env }
  const path = env['PATH'] === undefined ? '' : `:${env['PATH']}`
  return { ...env, VIRTUAL_ENV: virtualEnvironment, PATH: `${virtualEnvironment}/bin${path}` }
}

/**
 * The settings of a plugin as variables of its own, secrets too: `tap-x` and `auth.token` give `TAP_X_AUTH_TOKEN`, a
 * definition's `env` gives that name (SINGER.md §2.5). The config file holds the same.
 */
export function ownVariables(
  plugin: string,
  config: JsonObject,
  definitions: readonly SettingDefinition[],
): Record<string, string> {
  const variables: Record<string, string> = {}
  const named = new Map(definitions.map(({ name, env }) => [name, env]))
  for (const [name, value] of leaves(config)) {
    variables[`${variableName(plugin)}_${variableName(name)}`] = text(value)
    const own = named.get(name)
    if (own !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(own)) variables[own] = text(value)
  }
  return passable(variables)
}

/** The operating system refuses to start a program whose variables are too long or hold a NUL. */
const MAX_VARIABLE = 32_768
function passable(variables: Record<string, string>): Record<string, string> {
  const entries = Object.entries(variables).slice(0, 1000)
  return Object.fromEntries(
    entries.filter(([, value]) => value.length <= MAX_VARIABLE && !value.includes('\0')),
  )
}

/**
 * The `MELTANO_EXTRACT_…` variables of an extractor, without secrets. Loaders take their schema from
 * `MELTANO_EXTRACT__LOAD_SCHEMA` (SINGER.md §2.5).
 */
export function extractorVariables(
  extractor: string,
  config: JsonObject,
  extras: JsonObject,
  definitions: readonly SettingDefinition[],
): Record<string, string> {
  const namespace = extractor.replaceAll(/[^A-Za-z0-9]/g, '_')
  const variables: Record<string, string> = {
    MELTANO_EXTRACTOR_NAME: extractor,
    MELTANO_EXTRACTOR_NAMESPACE: namespace,
    MELTANO_EXTRACT__LOAD_SCHEMA: namespace,
  }
  const known = new Map(definitions.map((definition) => [definition.name, definition]))
  for (const [name, value] of leaves(config)) {
    const definition = known.get(name)
    const part = name.split('.').at(-1) ?? name
    if (isSecretSetting(part, definition?.kind, definition?.sensitive) || holdsSecret(value)) continue
    variables[`MELTANO_EXTRACT_${variableName(name)}`] = text(value)
  }
  for (const [name, value] of Object.entries(extras)) {
    if (value !== null) variables[`MELTANO_EXTRACT__${variableName(name)}`] = text(value)
  }
  return passable(variables)
}

function* leaves(node: JsonObject, prefix = ''): Generator<[string, Json]> {
  for (const [key, value] of Object.entries(node)) {
    if (isJsonObject(value)) yield* leaves(value, `${prefix}${key}.`)
    else if (value !== null) yield [`${prefix}${key}`, value]
  }
}

function holdsSecret(value: Json): boolean {
  if (hasUrlCredentials(value)) return true
  if (Array.isArray(value)) return value.some(holdsSecret)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(([key, inner]) => isSecretSetting(key) || holdsSecret(inner))
}

const variableName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()
const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
