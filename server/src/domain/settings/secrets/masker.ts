import { isJsonObject, type Json } from '@flx/shared/json/json'
import { isNumber } from '@flx/shared/json/exact-number'

import { shortenCuts } from '../../core/text/cut-text.ts'
import type { Masker } from '../../core/ports.ts'
import { wordPattern } from './ordinary-words.ts'
import { MIN_SECRET_LENGTH, secretParts } from './secret-parts.ts'

/** Replaces a secret. */
export const MASK = '***'

/**
 * Masks secret values in complete lines: raw, JSON-escaped, URL-encoded (whichever characters an encoder leaves alone) and in
 * base64 at any alignment, so that a password is also found in `user:password`. The parts of a value are secrets as well, see
 * `secretParts`. An ordinary word is masked where it is a value, not inside names, see `wordPattern`.
 */
export function createMasker(secrets: readonly string[]): Masker {
  // Longest first: an alternative that is a prefix of another would leave the other's end.
  const ordered = secrets.flatMap(secretParts).toSorted(byLength)
  const patterns = new Set(ordered.flatMap(patternsOf))
  if (patterns.size === 0) return { line: (text) => text }
  const pattern = new RegExp(Array.from(patterns).join('|'), 'g')
  const longest = Math.max(...ordered.map(longestForm))
  return {
    line(text) {
      const maskAll = (part: string): string => part.replace(pattern, MASK)
      // A secret that starts this far before the cut ends before it; closer to the cut, half a secret can remain that no
      // pattern finds.
      const maskBeforeCut = (start: string): string =>
        maskUpTo(start, Math.max(0, start.length - longest), pattern)
      return shortenCuts(text, maskBeforeCut, maskAll) ?? maskAll(text)
    },
  }
}

function maskUpTo(text: string, end: number, pattern: RegExp): string {
  let result = ''
  let from = 0
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (index >= end) break
    result += text.slice(from, index) + MASK
    from = index + found.length
  }
  return result + text.slice(from, Math.max(from, end))
}

/** Returns the length of the longest form of a secret that a pattern finds. */
const longestForm = (secret: string): number =>
  Math.max(
    3 * new TextEncoder().encode(secret).length,
    ...jsonForms(secret).map((form) => form.length),
    // In base64, where URL encoding turns some characters into three.
    ...[secret, ...jsonForms(secret)]
      .flatMap(base64Forms)
      .flatMap(carriedForms)
      .map((form) => form.length),
  )

/**
 * Masks every text, key and number of a JSON value that contains a secret. Returns the same value if there is nothing to mask.
 */
export function maskJson(value: Json, masker: Masker): Json {
  if (!holdsSecret(value, masker)) return value
  const masked = maskParts(value, masker)
  // A secret that spans several parts of the value.
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

/** Masks a member's name only if it is masked in JSON: an ordinary word stays as a name. */
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
  return [...forms.map(escapeRegExp), urlPattern(secret)]
}

/** Returns the base64 forms of a word; `wordPattern` finds the word itself. */
const encodedWord = (word: string): string[] =>
  base64Forms(word)
    .flatMap((form) => [form, ...carriedForms(form)])
    .filter((form) => form.length >= MIN_SECRET_LENGTH)
    .map(escapeRegExp)

function jsonForms(secret: string): string[] {
  const escapedOnce = escapeJson(secret)
  const ascii = escapedOnce.replace(/[^ -~]/g, unicodeEscape)
  const capitals = ascii.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)
  return [
    escapedOnce,
    ascii,
    capitals,
    escapedOnce.replaceAll('/', String.raw`\/`),
    escapeJson(escapedOnce),
    escapeJson(ascii),
  ]
}

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const unicodeEscape = (unit: string): string =>
  String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Encoders of paths, queries, forms and whole URLs differ in what they encode, so each character matches in either form. */
function urlPattern(secret: string): string {
  return Array.from(secret.toWellFormed(), (character) => {
    if (/[\w.-]/.test(character)) return escapeRegExp(character)
    const encoded = Array.from(new TextEncoder().encode(character), percentPattern).join('')
    return `(?:${escapeRegExp(character)}|${encoded}${character === ' ' ? String.raw`|\+` : ''})`
  }).join('')
}

const percentPattern = (byte: number): string =>
  `%${byte
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`

/**
 * Returns the base64 forms of a secret. Three bytes become four characters, so a form depends on how many bytes precede the
 * value, and its border characters also depend on the neighbours. The border characters are left out.
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

/** Returns base64 within a URL, and within JSON whose writer escapes slashes. */
const carriedForms = (form: string): string[] => [
  form.replaceAll('+', '%2B').replaceAll('/', '%2F'),
  form.replaceAll('/', String.raw`\/`),
]

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
