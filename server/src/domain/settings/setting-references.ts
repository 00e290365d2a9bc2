import { isJsonObject, type Json } from '@flx/shared/json/json'
import { SECRET_MARKER } from '@flx/shared/settings/secret'

import { AppError } from '../core/errors.ts'
import type { SecretTest } from './secrets/secret-paths.ts'

/** Resolves `$NAME` and `file:…` in settings. */
export interface References {
  /** Returns a variable of the server's connector environment. */
  variable(name: string): string | undefined
  /** Returns a variable that the product hands from plugin to plugin (`MELTANO_…`): never a secret. */
  passedOn?(name: string): string | undefined
  /** Returns the text of a file in the connectors' folder. Rejects with a sentence if it cannot be read. */
  file(path: string): Promise<string>
}

/** A value with its references filled in. */
export interface Expanded {
  value: Json
  /** The same for display: whatever came from a reference is a marker, regardless of the setting's name. */
  shown: Json
}

interface Expansion {
  references: References
  plugin: string
  /** Collects the values of references. */
  secrets: string[]
}

/**
 * Fills in the references of a value, also inside texts, lists and objects. Throws AppError `invalid` naming the setting; it
 * names the reference only if `isSecret` is false for every part of its path.
 */
export async function expandReferences(
  expansion: Expansion,
  value: Json,
  path: readonly string[],
  isSecret: SecretTest,
): Promise<Expanded> {
  if (path.length > 0 && isSecret(path, value)) return expand(expansion, value, path, () => true)
  return expand(expansion, value, path, isSecret)
}

async function expand(
  expansion: Expansion,
  value: Json,
  path: readonly string[],
  isSecret: SecretTest,
): Promise<Expanded> {
  if (typeof value === 'string') return expandText(expansion, value, path.join('.'), isSecret(path, value))
  if (Array.isArray(value)) {
    const items = await Promise.all(
      value.map((inner, index) => expandReferences(expansion, inner, [...path, String(index)], isSecret)),
    )
    return { value: items.map((item) => item.value), shown: items.map((item) => item.shown) }
  }
  if (!isJsonObject(value)) return { value, shown: value }
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([key, inner]) =>
        [key, await expandReferences(expansion, inner, [...path, key], isSecret)] as const,
    ),
  )
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    shown: Object.fromEntries(entries.map(([key, inner]) => [key, inner.shown])),
  }
}

/** `$NAME` or `${NAME}`; after a backslash it is text. A dollar sign before anything else is always text, as in Meltano. */
const VARIABLE = /(\\)?\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g
const FILE = /^file:(?!\/\/)(.+)$/s

async function expandText(
  expansion: Expansion,
  text: string,
  name: string,
  secret: boolean,
): Promise<Expanded> {
  const path = FILE.exec(text)?.[1]
  if (path !== undefined) {
    const content = await readFile(expansion, path, name, secret)
    expansion.secrets.push(content)
    return { value: content, shown: { ...SECRET_MARKER } }
  }
  let fromOutside = false
  const value = text.replaceAll(
    VARIABLE,
    (match: string, escape?: string, plain?: string, braced?: string) => {
      if (escape !== undefined) return match.slice(1)
      const variable = plain ?? braced ?? ''
      const passedOn = expansion.references.passedOn?.(variable)
      if (passedOn !== undefined) return passedOn
      const found = expansion.references.variable(variable)
      if (found !== undefined) {
        expansion.secrets.push(found)
        fromOutside = true
        return found
      }
      // A dollar sign amid other text is usually literal, in a password for example.
      if (plain !== undefined && match !== text) return match
      throw unusable(expansion, name, unknownVariable(variable, secret))
    },
  )
  if (!fromOutside) return { value, shown: value }
  if (value !== text) expansion.secrets.push(value)
  return { value, shown: { ...SECRET_MARKER } }
}

/** Explains an unset variable. A text that looks like a reference might be a password, so `secret` hides its name. */
const unknownVariable = (variable: string, secret: boolean): string =>
  `it refers to ${secret ? 'an environment variable' : `the environment variable ${variable}`}, which is not set on the server. Set it and restart the server, or write \\$ for a literal dollar sign.`

async function readFile(expansion: Expansion, path: string, name: string, secret: boolean): Promise<string> {
  try {
    return (await expansion.references.file(path)).replace(/\r?\n$/, '')
  } catch (error) {
    const reason = error instanceof AppError ? error.message : 'the file it refers to could not be read.'
    // Here, too, a text that looks like a reference might be a password.
    throw unusable(expansion, name, secret ? reason.replaceAll(`"${path}"`, 'that it names') : reason, error)
  }
}

/** Whether every variable in a definition's default is set; a hub's default can name Meltano's variables. */
export function hasVariables(text: string, references: References): boolean {
  return Array.from(text.matchAll(VARIABLE)).every(([, escape, plain, braced]) => {
    const variable = plain ?? braced ?? ''
    return (
      escape !== undefined ||
      references.passedOn?.(variable) !== undefined ||
      references.variable(variable) !== undefined
    )
  })
}

const unusable = ({ plugin }: Expansion, name: string, problem: string, cause?: unknown): AppError =>
  new AppError('invalid', `The setting ${name} of ${plugin} cannot be used: ${problem}`, { cause })
