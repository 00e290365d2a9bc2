import type { Masker } from './ports.ts'

/** What stands where a secret was. */
export const MASK = '***'
/** Shorter values would mask half of every line (decision 16). */
export const MIN_SECRET_LENGTH = 6

/**
 * Masks secret values in complete lines: raw, JSON-escaped, URL-encoded and in base64 at any alignment, so that a
 * password is found in `user:password` too. Of a value with several lines each line is a secret.
 */
export function createMasker(secrets: readonly string[]): Masker {
  const forms = new Set<string>()
  for (const secret of secrets.flatMap(linesOf)) {
    for (const form of [secret, ...jsonForms(secret), ...urlForms(secret), ...base64Forms(secret)]) {
      if (form.length >= MIN_SECRET_LENGTH) forms.add(form)
    }
  }
  if (forms.size === 0) return { line: (text) => text }
  // The longest first: an alternative that is the start of another one would leave the other's end.
  const ordered = Array.from(forms).toSorted((a, b) => b.length - a.length)
  const pattern = new RegExp(ordered.map(escaped).join('|'), 'g')
  return { line: (text) => text.replace(pattern, MASK) }
}

/** The value and, as logs are split at newlines, its lines; the frame of a PEM key is no secret. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => !line.startsWith('-----'))
  return [secret, ...lines].filter((value) => value.trim().length >= MIN_SECRET_LENGTH)
}

function jsonForms(secret: string): string[] {
  const once = withinJson(secret)
  const ascii = once.replace(/[^ -~]/g, unicodeEscape)
  return [once, ascii, once.replaceAll('/', String.raw`\/`), withinJson(once), withinJson(ascii)]
}

const withinJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const unicodeEscape = (unit: string): string =>
  String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

function urlForms(secret: string): string[] {
  const component = encodeURIComponent(secret.toWellFormed())
  const strict = component.replace(/[!'()*]/g, percentEscape)
  const withSlashes = strict.replaceAll('%2F', '/')
  return [component, strict, withSlashes].flatMap((form) => {
    const asForm = form.replaceAll('%20', '+')
    return [form, asForm, form.replace(/%../g, lower), asForm.replace(/%../g, lower)]
  })
}

const percentEscape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
const lower = (text: string): string => text.toLowerCase()

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

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
