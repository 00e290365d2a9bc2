import { isJsonObject, type Json } from '@flx/shared/json'

import type { Masker } from './ports.ts'

/** What stands where a secret was. */
export const MASK = '***'
/** Shorter values would mask half of every line (decision 16). */
export const MIN_SECRET_LENGTH = 6

/**
 * Masks secret values in complete lines: raw, JSON-escaped, URL-encoded (whichever characters an encoder leaves as they
 * are) and in base64 at any alignment, so that a password is found in `user:password` too. Of a value with several lines
 * each line is a secret.
 */
export function createMasker(secrets: readonly string[]): Masker {
  // The longest first: an alternative that is the start of another one would leave the other's end.
  const ordered = secrets.flatMap(linesOf).toSorted(byLength)
  const patterns = new Set(ordered.flatMap(patternsOf))
  if (patterns.size === 0) return { line: (text) => text }
  const pattern = new RegExp(Array.from(patterns).join('|'), 'g')
  return { line: (text) => text.replace(pattern, MASK) }
}

/**
 * Masks every text, key and number of a JSON value that holds a secret. The same value back when there is nothing to
 * mask.
 */
export function maskJson(value: Json, masker: Masker): Json {
  if (!holdsSecret(value, masker)) return value
  const masked = maskParts(value, masker)
  // A secret that goes on from one part of the value into the next.
  return holdsSecret(masked, masker) ? MASK : masked
}

function holdsSecret(value: Json, masker: Masker): boolean {
  const text = JSON.stringify(value)
  return masker.line(text) !== text
}

function maskParts(value: Json, masker: Masker): Json {
  if (typeof value === 'string') return masker.line(value)
  if (typeof value === 'number') return masker.line(String(value)) === String(value) ? value : MASK
  if (Array.isArray(value)) return value.map((inner) => maskParts(inner, masker))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [masker.line(key), maskParts(inner, masker)]),
  )
}

const byLength = (a: string, b: string): number => b.length - a.length

function patternsOf(secret: string): string[] {
  const json = jsonForms(secret)
  const base64 = [...new Set([secret, ...json])].flatMap(base64Forms)
  const forms = [...new Set([secret, ...json, ...base64, ...base64.flatMap(carriedForms)])]
    .filter((form) => form.length >= MIN_SECRET_LENGTH)
    .toSorted(byLength)
  return [...forms.map(escaped), urlPattern(secret)]
}

/** The value and, as logs are split at newlines, its lines; the frame of a PEM key is no secret. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => !line.startsWith('-----'))
  return [secret, ...lines].filter((value) => value.trim().length >= MIN_SECRET_LENGTH)
}

function jsonForms(secret: string): string[] {
  const once = withinJson(secret)
  const ascii = once.replace(/[^ -~]/g, unicodeEscape)
  const capitals = ascii.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)
  return [once, ascii, capitals, once.replaceAll('/', String.raw`\/`), withinJson(once), withinJson(ascii)]
}

const withinJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const unicodeEscape = (unit: string): string =>
  String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Encoders of paths, queries, forms and whole addresses differ in what they encode: each character may be either. */
function urlPattern(secret: string): string {
  return Array.from(secret.toWellFormed(), (character) => {
    if (/[\w.-]/.test(character)) return escaped(character)
    const encoded = Array.from(new TextEncoder().encode(character), percentPattern).join('')
    return `(?:${escaped(character)}|${encoded}${character === ' ' ? String.raw`|\+` : ''})`
  }).join('')
}

const percentPattern = (byte: number): string =>
  `%${byte
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`

/**
 * Base64 writes three bytes as four characters: what a value looks like depends on how many bytes precede it, and the
 * characters at its borders depend on its neighbours too. They are left out.
 */
function base64Forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  const whole = base64(bytes)
  const forms = [0, 1, 2].map((offset) => {
    const shifted = new Uint8Array(offset + bytes.length)
    shifted.set(bytes, offset)
    const firstOwn = Math.ceil((offset * 8) / 6)
    return base64(shifted).slice(firstOwn, Math.floor((shifted.length * 8) / 6))
  })
  return [whole, ...forms].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}

/** Base64 within an address, and within JSON whose writer escapes slashes. */
const carriedForms = (form: string): string[] => [
  form.replaceAll('+', '%2B').replaceAll('/', '%2F'),
  form.replaceAll('/', String.raw`\/`),
]

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
