import { isJsonObject } from '../json/json.ts'
import { parseJson } from '../json/json-text.ts'
import { isSecretName } from './secret-names.ts'
import { holdsSecretText } from './secret-text.ts'

/**
 * True for a text that shows by itself that it holds a secret: an address or a connection string with a password, a
 * private key, an object in JSON with a secret in it.
 */
export function isSecretText(value: unknown): boolean {
  return typeof value === 'string' && (holdsSecretText(value) || holdsSecretEntry(parsed(value)))
}

const NAME_MEMBERS = ['name', 'key', 'header', 'field', 'param', 'parameter', 'variable', 'option', 'id']

/** Of an entry that says its name beside its value, `{"name": "password", "value": "…"}`, both; null for everything else. */
export function namedEntry(value: unknown): { name: string; value: unknown } | null {
  if (!isJsonObject(value) || value['value'] === undefined) return null
  for (const member of NAME_MEMBERS) {
    const name = value[member]
    if (typeof name === 'string') return { name, value: value['value'] }
  }
  return null
}

/** True for such an entry whose name is that of a secret. */
export function isSecretEntry(value: unknown): boolean {
  const entry = namedEntry(value)
  return entry !== null && isSecretName(entry.name) && isFilled(entry.value)
}

/** True when a member at any depth is named like a secret, or is a text that holds one. */
export function holdsSecretEntry(value: unknown): boolean {
  if (typeof value === 'string') return holdsSecretText(value)
  if (Array.isArray(value)) return value.some(holdsSecretEntry)
  if (!isJsonObject(value)) return false
  if (isSecretEntry(value)) return true
  return Object.entries(value).some(
    ([key, inner]) => (isSecretName(key) && isFilled(inner)) || holdsSecretEntry(inner),
  )
}

const isFilled = (value: unknown): boolean => value !== null && value !== '' && typeof value !== 'boolean'

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return null
  try {
    return parseJson(text)
  } catch {
    return null
  }
}
