import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { mapOwn } from '@flx/shared/json/own-property'
import { nameParts } from '@flx/shared/settings/setting-path'
import type { TemplateBody, TemplateContent, TemplateParameter } from '@flx/shared/templates/template'

import { secretPathsIn, type SecretPath } from '../settings/secrets/secret-paths.ts'
import { typedValue } from './parameter-values.ts'

/** A template filled with values: the fields of a pipeline, not yet validated. */
export interface Rendered {
  name: string
  body: TemplateBody
  /** By plugin, the paths that received values of secret parameters. */
  secretPaths: Record<string, SecretPath[]>
}

const IN_BODY = /\$\{params\.([a-z][a-z0-9_]*)\}/g
const IN_NAME = /\{([a-z][a-z0-9_]*)\}/g

/** Lists the parameters named in a text of the body. */
export const parametersIn = (text: string): string[] =>
  [...text.matchAll(IN_BODY)].map(([, name = '']) => name)

/** Removes the parameters from a text of the body. */
export const withoutParameters = (text: string): string => text.replaceAll(IN_BODY, '')

/** Lists the parameters in the naming pattern. */
export const parametersInNaming = (naming: string): string[] =>
  [...naming.matchAll(IN_NAME)].map(([, name = '']) => name)

/** Renders a template with values that are filled in and validated. A `${params.…}` inside a value is not expanded. */
export function renderTemplate(content: TemplateContent, values: Readonly<Record<string, string>>): Rendered {
  const parameters = new Map(content.parameters.map((parameter) => [parameter.name, parameter]))
  const put = (value: Json): Json | undefined => putInto(value, parameters, values)
  const secrets = new Set(content.parameters.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  const holdsSecret = (_path: readonly string[], value: Json): boolean =>
    typeof value === 'string' && parametersIn(value).some((name) => secrets.has(name))
  const { config, ...rest } = content.body
  const secretPaths = Object.entries(config).map(
    ([plugin, settings]) => [plugin, secretPathsIn(settings, holdsSecret)] as const,
  )
  return {
    name: renderName(content.naming, values),
    // Outside the configuration, only texts are replaced, and with texts.
    body: {
      ...(Object.fromEntries(
        Object.entries(rest).map(([field, value]) => [field, textsIn(value, values)]),
      ) as typeof rest),
      config: mapOwn(config, (settings) => (put(settings) ?? {}) as JsonObject),
    },
    secretPaths: Object.fromEntries(secretPaths.filter(([, paths]) => paths.length > 0)),
  }
}

/** Fills in the naming pattern. Parameters without a value stay in braces. */
export const renderName = (naming: string, values: Readonly<Record<string, string>>): string =>
  naming.replace(IN_NAME, (whole, name: string) => values[name] ?? whole).trim()

function textsIn(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return fillIn(value, values).trim()
  // Tags and mappers: drop items without a value.
  if (Array.isArray(value)) return value.map((item) => textsIn(item, values)).filter((item) => item !== '')
  return value
}

const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(IN_BODY, (whole, name: string) => values[name] ?? whole)

/** Replaces a text that is only a parameter with its typed value; without a value, the setting is left out. */
function putInto(
  value: Json,
  parameters: ReadonlyMap<string, TemplateParameter>,
  values: Readonly<Record<string, string>>,
): Json | undefined {
  if (typeof value === 'string') {
    const [only] = parametersIn(value)
    const parameter = only === undefined ? undefined : parameters.get(only)
    if (parameter !== undefined && value === `\${params.${parameter.name}}`)
      return typedValue(parameter.kind, values[parameter.name] ?? '')
    return fillIn(value, values)
  }
  if (Array.isArray(value)) {
    return value
      .map((item) => putInto(item, parameters, values))
      .filter((item): item is Json => item !== undefined)
  }
  if (isJsonObject(value)) return mapOwn(value, (inner) => putInto(inner, parameters, values))
  return value
}

/** Lists all texts of a body with their paths, such as `config.tap-csv.path`. */
export function textsOf(body: TemplateBody): { path: string; text: string; inConfig: boolean }[] {
  const found: { path: string; text: string; inConfig: boolean }[] = []
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      found.push({ path: path.join('.'), text: value, inConfig: path[0] === 'config' })
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, String(index)])
    } else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, ...nameParts(key)])
    }
  }
  visit(body, [])
  return found
}
