import { isJsonObject } from '../json/json.ts'
import { parseJson } from '../json/json-text.ts'
import { isSecretName } from './secret-names.ts'
import { holdsSecretText } from './secret-text.ts'

/**
 * Returns whether a text is recognisable as a secret: an address or connection string with a password, a
 * private key, or JSON with a secret in it.
 */
export function isSecretText(value: unknown): boolean {
  return typeof value === 'string' && (holdsSecretText(value) || holdsSecretEntry(parsed(value)))
}

const NAME_MEMBERS = ['name', 'key', 'header', 'field', 'param', 'parameter', 'variable', 'option', 'id']

/**
 * Returns name and value of an entry such as `{"name": "password", "value": "…"}`; null for anything else.
 */
export function namedEntry(value: unknown): { name: string; value: unknown } | null {
  if (!isJsonObject(value) || value['value'] === undefined) return null
  for (const member of NAME_MEMBERS) {
    const name = value[member]
    if (typeof name === 'string') return { name, value: value['value'] }
  }
  return null
}

/** Returns whether a value is such an entry with the name of a secret. */
export function isSecretEntry(value: unknown): boolean {
  const entry = namedEntry(value)
  return entry !== null && isSecretName(entry.name) && isFilled(entry.value)
}

/** Returns whether a member at any depth has the name of a secret, or is a text that contains one. */
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
