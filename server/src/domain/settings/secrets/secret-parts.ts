import { isNumber } from '@flx/shared/json/exact-number'
import { parseJson } from '@flx/shared/json/json-text'
import { isSecretEntry, namedEntry } from '@flx/shared/settings/secret-values'
import { isSecretName } from '@flx/shared/settings/secret-names'
import { secretsInText } from '@flx/shared/settings/secret-text'

/** Shorter values would mask half of every line. */
export const MIN_SECRET_LENGTH = 6

/**
 * Lists a secret and the parts of it that a program might print on their own: the lines of a key, the values of a JSON object
 * (also in base64), the password of a URL or connection string, encoded and decoded.
 */
export function secretParts(secret: string): string[] {
  const parts = new Set<string>()
  add(secret, parts, 0)
  return [...parts].filter((part) => part.trim().length >= MIN_SECRET_LENGTH)
}

const DEEPEST = 20

function add(text: string, parts: Set<string>, depth: number): void {
  if (parts.has(text) || depth > DEEPEST) return
  parts.add(text)
  const document = jsonIn(text) ?? jsonIn(fromBase64(text))
  if (document !== undefined) return addValues(document, '', parts, depth)
  // The frame of a key is not a secret; some writers use two characters for its line breaks.
  for (const line of text.split(/\r?\n|\\r\\n|\\n/)) if (!line.startsWith('-----')) parts.add(line)
  for (const found of secretsInText(text)) {
    parts.add(found)
    parts.add(decodeUrl(found))
    // A pgpass file escapes colons and backslashes.
    parts.add(found.replaceAll(/\\([:\\])/g, '$1'))
    // "Bearer …" also appears without the first word.
    const bare = /^(?:bearer|basic|token)\s+(\S+)$/i.exec(found)?.[1]
    if (bare !== undefined) parts.add(bare)
  }
}

function addValues(value: unknown, name: string, parts: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (!isCommon(name, value)) add(value, parts, depth + 1)
  } else if (isNumber(value)) {
    if (isSecretName(name)) parts.add(String(value))
  } else if (Array.isArray(value)) {
    for (const item of value) addValues(item, name, parts, depth + 1)
  } else if (isSecretEntry(value)) {
    // The name beside a value is not part of it.
    const entry = namedEntry(value)
    addValues(entry?.value, entry?.name ?? '', parts, depth)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) addValues(inner, key, parts, depth + 1)
  }
}

/** Names whose values state a kind of thing, not a particular one. */
const KINDS =
  /^(?:type|kind|grant_type|token_type|scopes?|region|location|driver|dialect|protocol|scheme|sslmode|ssl_mode|charset|encoding|universe_domain|algorithm|method|audience|environment|env|version|format|timezone)$/i
const WORDS =
  /^(?:localhost|postgres(?:ql)?|sqlserver|oracle|sqlite|mongodb|default|public|master|primary|disable|prefer|require|verify-(?:ca|full)|service_account|authorized_user|external_account|bearer|basic|oauth2?|password|username|analytics|production|staging|development)$/i

/** Whether a part is so common that masking it would make logs unreadable: kinds, everyday words, URLs without a secret. */
function isCommon(name: string, value: string): boolean {
  if (isSecretName(name)) return false
  if (KINDS.test(name) || WORDS.test(value)) return true
  return /^https?:\/\/[^\s]+$/i.test(value) && secretsInText(value).length === 0
}

function jsonIn(text: string | undefined): unknown {
  if (text === undefined || !/^\s*[[{]/.test(text)) return undefined
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function fromBase64(text: string): string | undefined {
  if (text.length < 24 || !/^[\w+/=-]+$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    )
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
