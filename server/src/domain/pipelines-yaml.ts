import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'
import type { DescribedPipeline } from '@flx/shared/pipeline-document'
import {
  isAlias,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
} from 'yaml'

import { AppError } from './errors.ts'

/** In this order, so that two exports differ only where their pipelines do. */
const FIELDS = [
  'name',
  'description',
  'extractor',
  'mappers',
  'loader',
  'transform',
  'config',
  'schedule',
  'timezone',
  'after',
  'isActive',
  'tags',
  'missedTicks',
  'startWindowSeconds',
  'retryAttempts',
  'retryDelaySeconds',
  'retryOn',
  'timeoutSeconds',
  'silenceTimeoutSeconds',
] as const satisfies readonly (keyof DescribedPipeline)[]

/** Pipelines as entries of the list that a document is; `compat` quotes what older readers take for a boolean. */
export function pipelinesToYaml(pipelines: readonly DescribedPipeline[]): string {
  const ordered = pipelines.map((pipeline) =>
    Object.fromEntries(
      FIELDS.map((field) => [field, field === 'config' ? sortedConfig(pipeline.config) : pipeline[field]]),
    ),
  )
  return stringify(ordered, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false })
}

/** Plugins and their settings by name. What is inside a setting stays as it is: its order may mean something. */
const sortedConfig = (config: Record<string, JsonObject>): JsonObject =>
  sorted(Object.fromEntries(Object.entries(config).map(([key, settings]) => [key, sorted(settings)])))

const sorted = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

const DEEPEST = 100
const TOO_DEEP = `Values may be nested ${DEEPEST} deep.`

/** The value of a YAML document. Throws AppError `invalid` with line and column of the first problems. */
export function readYaml(text: string): Json {
  refuseDeepNesting(text)
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Checked below: the parser compares each key with each other.
    uniqueKeys: false,
    logLevel: 'error',
  })
  const problems = [
    ...document.errors.map(({ pos, code, message }) => ({
      offset: pos[0],
      message: code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : message,
    })),
    ...document.warnings.map(({ pos, message }) => ({ offset: pos[0], message })),
    ...(document.errors.length === 0 ? refusedNodes(document) : []),
  ]
  if (problems.length > 0) {
    throw unreadable(
      problems.slice(0, 20).map(({ offset, message }) => {
        const { line, col } = lines.linePos(offset)
        return `Line ${line}, column ${col}: ${message.replace(/\.?$/, '.')}`
      }),
    )
  }
  // No aliases, no custom tags and text as keys: what remains is JSON, but for numbers without an end.
  return document.toJS({ maxAliasCount: 0 }) as Json
}

/** Keys that stand twice, and aliases: a short document could grow without bounds by them. */
function refusedNodes(document: Document): { offset: number; message: string }[] {
  const problems: { offset: number; message: string }[] = []
  visit(document, {
    Node(_key, node, path) {
      const offset = node.range?.[0] ?? 0
      // A pair stands between a mapping and its value.
      if (path.length > 2 * DEEPEST) {
        problems.push({ offset, message: TOO_DEEP })
        return visit.BREAK
      }
      if (isAlias(node))
        problems.push({ offset, message: 'Aliases (*name) are not read: write the value out' })
      if (!isMap(node)) return undefined
      const known = new Set<string>()
      for (const { key } of node.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (known.has(name))
          problems.push({ offset: key.range?.[0] ?? offset, message: `"${name}" stands here twice` })
        known.add(name)
      }
      return undefined
    },
  })
  return problems
}

/** Brackets in brackets cost the parser more than their number, so they are counted before. */
function refuseDeepNesting(text: string): void {
  let depth = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > DEEPEST) throw unreadable([TOO_DEEP])
  }
}

function unreadable(messages: readonly string[]): AppError {
  return new AppError('invalid', `The document cannot be read. ${messages[0] ?? ''}`, {
    fields: messages.map((message) => ({ path: 'yaml', message })),
  })
}

/** The name that an entry of a document gives itself, however wrong the rest is. */
export const nameIn = (entry: unknown): string =>
  isJsonObject(entry) && typeof entry['name'] === 'string' ? entry['name'].trim().slice(0, 255) : ''
