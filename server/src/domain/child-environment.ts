import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'
import type { SettingDefinition } from '@flx/shared/plugin'
import { hasUrlCredentials, isSecretSetting } from '@flx/shared/secret'

const PASSED =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|LOGNAME|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|(https?|no|all|ftp)_proxy)$/i

/** What every child gets from the server's environment (decision 17): never our settings, never npm's. */
export function baseEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(server).filter(([name]) => PASSED.test(name)))
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
  return variables
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
