import { isJsonObject, type Json } from '@flx/shared/json/json'

import { envSecretPath } from '../../../settings/secrets/env-secrets.ts'
import type { WantedPlugin } from '../represented.ts'
import { variablesIn, type Level } from '../variables.ts'
import type { Scope } from './plugin-context.ts'

/** Adds the variables of the project, environment and plugin, which Meltano passes to the program. */
export function fillEnv(
  wanted: WantedPlugin,
  { variables, levels }: Scope,
  shared: readonly Level[],
  inherits: (name: string) => boolean,
): void {
  for (const name of [...shared, ...levels].flatMap(namesOf)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || inherits(name)) continue
    const found = variables.find(name)
    if (found !== undefined) setVariable(wanted, name, found, false)
  }
}

/** Gives the plugin the variables its settings refer to, and notes those without a value. */
export function addReferenced(
  wanted: WantedPlugin,
  { variables }: Scope,
  secretNames: readonly string[],
): void {
  const names = new Set<string>()
  for (const text of textsOf(wanted.settings)) for (const name of variablesIn(text)) names.add(name)
  for (const name of names) {
    const found = variables.find(name)
    if (found === undefined) {
      if (!name.startsWith('MELTANO_')) wanted.missing.push(name)
    } else setVariable(wanted, name, found, secretNames.includes(name))
  }
}

function setVariable(
  wanted: WantedPlugin,
  name: string,
  { value, isSecret }: { value: string; isSecret: boolean },
  fromSecret: boolean,
): void {
  if (Object.hasOwn(wanted.env, name)) return
  wanted.env[name] = value
  if (isSecret || fromSecret) wanted.secrets.push(envSecretPath(name))
  for (const reference of variablesIn(value)) {
    if (!reference.startsWith('MELTANO_') && !wanted.missing.includes(reference))
      wanted.missing.push(reference)
  }
}

/** Returns the names of the variables that a level sets. */
export const namesOf = ({ values }: Level): string[] => [...values.keys()]

/** Generates all texts in a value, at any depth. */
function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const inner of value) yield* textsOf(inner)
  else if (isJsonObject(value)) for (const inner of Object.values(value)) yield* textsOf(inner)
}
