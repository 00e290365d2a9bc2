import { ExactNumber, numberIn } from '@flx/shared/json/exact-number'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { templateBodySchema, type Template } from '@flx/shared/templates/template'
import { LineCounter, parseDocument, stringify, visit } from 'yaml'

import { editorWords as words } from '../words.ts'

/** The values of fields left out of a document. */
const DEFAULTS = templateBodySchema.parse({}) as unknown as JsonObject

/** Formats the fields of a pipeline as YAML, without those that have their default. */
export function bodyText(body: Template['body']): string {
  const entries = Object.entries(body).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS[field]),
  )
  return stringify(Object.fromEntries(entries), {
    lineWidth: 0,
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
    customTags: [
      {
        tag: 'tag:yaml.org,2002:float',
        default: true,
        test: /^(?!)/,
        identify: (value) => value instanceof ExactNumber,
        resolve: (text: string) => text,
        stringify: ({ value }) => String(value),
      },
    ],
  })
}

/** Parses the fields that a text describes, or returns the problem. Numbers keep their digits. */
export function readBody(text: string): { body: JsonObject } | { problem: string } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) return { problem: words.atLine(lines.linePos(error.pos[0]).line, error.message) }
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'number' || node.source === undefined) return
      const exact = numberIn(node.source)
      if (exact !== undefined) node.value = exact
    },
  })
  const value = document.toJS({ maxAliasCount: 0 }) as Json
  return isJsonObject(value) ? { body: value } : { problem: words.notAnObject }
}

/** Returns the path of every field and plugin setting that a body sets: those that can be locked. */
export function fieldPaths(body: JsonObject): string[] {
  const { config, ...rest } = body
  const settings = isJsonObject(config)
    ? Object.entries(config).flatMap(([plugin, values]) =>
        isJsonObject(values) ? Object.keys(values).map((name) => `config.${plugin}.${name}`) : [],
      )
    : []
  return [...Object.keys(rest).filter((field) => field !== 'isActive'), ...settings]
}
