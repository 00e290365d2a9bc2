import { isJsonObject, type Json } from '@flx/shared/json/json'
import { isNumber } from '@flx/shared/json/exact-number'

import { shortenCuts } from '../../core/text/cut-text.ts'
import type { Masker } from '../../core/ports.ts'
import { wordPattern } from './ordinary-words.ts'
import { MIN_SECRET_LENGTH, secretParts } from './secret-parts.ts'

/** Mark in place of a secret. */
export const MASK = '***'

/**
 * Masks secret values in complete lines: raw, JSON-escaped, URL-encoded (whichever characters an encoder leaves as they
 * are) and in base64 at any alignment, so that a password is found in `user:password` too. The parts of a value are secrets
 * as well, see `secretParts`. One that is an ordinary word is masked where it is a value, not inside of names, see
 * `wordPattern`.
 */
export function createMasker(secrets: readonly string[]): Masker {
  // The longest first: an alternative that is the start of another one would leave the other's end.
  const ordered = secrets.flatMap(secretParts).toSorted(byLength)
  const patterns = new Set(ordered.flatMap(patternsOf))
  if (patterns.size === 0) return { line: (text) => text }
  const pattern = new RegExp(Array.from(patterns).join('|'), 'g')
  const longest = Math.max(...ordered.map(longestForm))
  return {
    line(text) {
      const whole = (part: string): string => part.replace(pattern, MASK)
      // A secret that begins this long before the cut ends before it; behind it half a secret may stand, which no
      // pattern finds.
      const upToCut = (start: string): string =>
        maskedUpTo(start, Math.max(0, start.length - longest), pattern)
      return shortenCuts(text, upToCut, whole) ?? whole(text)
    },
  }
}

function maskedUpTo(text: string, end: number, pattern: RegExp): string {
  let result = ''
  let from = 0
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (index >= end) break
    result += text.slice(from, index) + MASK
    from = index + found.length
  }
  return result + text.slice(from, Math.max(from, end))
}

/** Characters of the longest way to write a secret that a pattern finds. */
const longestForm = (secret: string): number =>
  Math.max(
    3 * new TextEncoder().encode(secret).length,
    ...jsonForms(secret).map((form) => form.length),
    // In base64, each character that an address encodes as three.
    ...[secret, ...jsonForms(secret)]
      .flatMap(base64Forms)
      .flatMap(carriedForms)
      .map((form) => form.length),
  )

/**
 * Masks every text, key and number of a JSON value that holds a secret. The same value back when there is nothing to
 * mask.
 */
export function maskJson(value: Json, masker: Masker): Json {
  if (!holdsSecret(value, masker)) return value
  const masked = maskParts(value, masker)
  // A secret that continues from one part of the value into the next.
  return holdsSecret(masked, masker) ? MASK : masked
}

function holdsSecret(value: Json, masker: Masker): boolean {
  const text = JSON.stringify(value)
  return masker.line(text) !== text
}

function maskParts(value: Json, masker: Masker): Json {
  if (typeof value === 'string') return masker.line(value)
  if (isNumber(value)) return masker.line(String(value)) === String(value) ? value : MASK
  if (Array.isArray(value)) return value.map((inner) => maskParts(inner, masker))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [maskName(key, masker), maskParts(inner, masker)]),
  )
}

/** Masked where it is masked in JSON: as the name of a member an ordinary word is left. */
function maskName(name: string, masker: Masker): string {
  const member = `${JSON.stringify(name)}:`
  return masker.line(member) === member ? name : masker.line(name)
}

const byLength = (a: string, b: string): number => b.length - a.length

function patternsOf(secret: string): string[] {
  const word = wordPattern(secret)
  if (word !== null) return [word, ...encodedWord(secret)]
  const json = jsonForms(secret)
  const base64 = [...new Set([secret, ...json])].flatMap(base64Forms)
  const forms = [...new Set([secret, ...json, ...base64, ...base64.flatMap(carriedForms)])]
    .filter((form) => form.length >= MIN_SECRET_LENGTH)
    .toSorted(byLength)
  return [...forms.map(escaped), urlPattern(secret)]
}

/** The base64 of a word; the word itself is found by `wordPattern`. */
const encodedWord = (word: string): string[] =>
  base64Forms(word)
    .flatMap((form) => [form, ...carriedForms(form)])
    .filter((form) => form.length >= MIN_SECRET_LENGTH)
    .map(escaped)

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
