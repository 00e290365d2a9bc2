import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { findUnusable, MAX_JSON_LEVELS as DEEPEST, TOO_DEEP } from '@flx/shared/json/json-limits'
import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'
import type { TemplateContent, TemplateCreate } from '@flx/shared/templates/template'
import type { DescribedTemplate } from '@flx/shared/templates/template-document'
import {
  isAlias,
  isMap,
  isScalar,
  Lexer,
  stringify,
  visit,
  type ErrorCode,
  type YAMLError,
  type Document,
} from 'yaml'

import { AppError } from '../core/errors.ts'
import { EXACT_NUMBER, keepDigits } from '../core/text/yaml-numbers.ts'
import { parseYaml } from './yaml-document.ts'

/** A fixed order, so that two exports differ only where their pipelines do. */
const FIELDS = [
  'name',
  'description',
  'extractor',
  'mappers',
  'loader',
  'runner',
  'transform',
  'config',
  'schedule',
  'timezone',
  'after',
  'isActive',
  'tags',
  'owner',
  'freshnessTargetSeconds',
  'successObjective',
  'freshnessObjective',
  'objectiveDays',
  'missedTicks',
  'startWindowSeconds',
  'priority',
  'requiredLabels',
  'retryAttempts',
  'retryDelaySeconds',
  'retryOn',
  'timeoutSeconds',
  'silenceTimeoutSeconds',
  'catalogMaxAgeHours',
] as const satisfies readonly (keyof DescribedPipeline)[]

/** A pipeline in a document, with the template it was made from. */
export type WrittenPipeline = DescribedPipeline & { template: DescribedTemplate | null }

/** A template in a document. */
export type WrittenTemplate = Pick<TemplateCreate, 'name' | 'description'> & TemplateContent

/** Writes pipelines as a YAML list; `compat` quotes texts that older readers take for a boolean. */
export function pipelinesToYaml(pipelines: readonly WrittenPipeline[]): string {
  const ordered = pipelines.map((pipeline) => {
    const fields = FIELDS.map((field) => [
      field,
      field === 'config' ? sortedConfig(pipeline.config) : pipeline[field],
    ])
    const { template } = pipeline
    if (template !== null) fields.splice(1, 0, ['template', template])
    return Object.fromEntries(fields) as object
  })
  return toYaml(ordered)
}

/** Writes templates as a YAML list. */
export function templatesToYaml(templates: readonly WrittenTemplate[]): string {
  return toYaml(
    templates.map(({ name, description, naming, parameters, body, locked }) => {
      const content: Partial<DescribedPipeline> = { ...body, config: body.config }
      const fields = FIELDS.filter((field) => content[field] !== undefined).map((field) => [
        field,
        field === 'config' ? sortedConfig(body.config) : content[field],
      ])
      return { name, description, naming, parameters, body: Object.fromEntries(fields) as object, locked }
    }),
  )
}

const toYaml = (entries: readonly object[]): string =>
  stringify(entries, {
    lineWidth: 0,
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
    customTags: [EXACT_NUMBER],
  })

/** Sorts plugins and their settings by name. Values inside a setting keep their order, which can matter. */
const sortedConfig = (config: Record<string, JsonObject>): JsonObject =>
  sorted(Object.fromEntries(Object.entries(config).map(([key, settings]) => [key, sorted(settings)])))

const sorted = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Parses a YAML document. Throws AppError `invalid` with line and column of the first problems. */
export function readYaml(text: string): Json {
  refuseDeepNesting(text)
  // Dates, sets and bytes are not JSON; duplicate keys are among the refused nodes.
  const { document, lines } = parseYaml(text)
  const problems = [
    ...[...document.errors, ...document.warnings].map((error) => ({
      offset: error.pos[0],
      message: withoutQuotation(error),
    })),
    ...(document.errors.length === 0 ? [...refusedVersion(document), ...refusedNodes(document)] : []),
  ]
  if (problems.length > 0) {
    throw unreadable(
      problems.slice(0, 20).map(({ offset, message }) => {
        const { line, col } = lines.linePos(offset)
        return `Line ${line}, column ${col}: ${message.replace(/\.?$/, '.')}`
      }),
    )
  }
  keepDigits(document)
  // Without aliases and custom tags and with text keys, the rest is JSON, except for infinite numbers.
  const value = document.toJS({ maxAliasCount: 0 }) as Json
  const unusable = findUnusable(value)
  if (unusable !== null) throw unreadable([`${unusable.path}: ${unusable.message}`])
  return value
}

/** Drops the quotation from the parser's message: the broken place might hold a password. */
function withoutQuotation({ code, message }: YAMLError): string {
  return SENTENCES[code] ?? message.replace(/:\s.*$/s, '')
}

const TAGS = 'Tags (!name) are not supported: quote text that starts with "!"'
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAG_RESOLVE_FAILED: TAGS,
  BAD_COLLECTION_TYPE: TAGS,
  MULTIPLE_TAGS: TAGS,
  BAD_DIRECTIVE: 'Directives (%NAME) are not supported',
  BAD_DQ_ESCAPE: 'A backslash does not escape anything here: write two',
}

/** Number of mappings around a setting: the document, its pipeline, the configuration and the plugin. */
const MAPS_TO_SETTING = 4

/** Refuses YAML 1.1, which reads `yes` as a boolean and `1:30` as a number, and has merge keys. */
function refusedVersion({ directives }: Document): { offset: number; message: string }[] {
  if (directives?.yaml.explicit !== true || directives.yaml.version === '1.2') return []
  return [{ offset: 0, message: 'Only YAML 1.2 is supported: remove the line with %YAML' }]
}

/** Reports duplicate keys, merge keys and aliases, with which a short document could grow without bounds. */
function refusedNodes(document: Document): { offset: number; message: string }[] {
  const problems: { offset: number; message: string }[] = []
  visit(document, {
    Node(_key, node, path) {
      const offset = node.range?.[0] ?? 0
      // A pair node sits between a mapping and its value.
      if (path.length > 2 * DEEPEST) {
        problems.push({ offset, message: TOO_DEEP })
        return visit.BREAK
      }
      if (isAlias(node))
        problems.push({ offset, message: 'Aliases (*name) are not supported: write the value in full' })
      if (!isMap(node)) return undefined
      const inSetting = path.filter(isMap).length >= MAPS_TO_SETTING
      const names = new Set<string>()
      for (const { key } of node.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (name === '<<' && key.type === 'PLAIN') {
          const at = key.range?.[0] ?? offset
          problems.push({
            offset: at,
            message: 'Merge keys (<<) are not supported: write the values in full',
          })
        }
        if (names.has(name))
          problems.push({
            offset: key.range?.[0] ?? offset,
            message: `${inSetting ? 'A name' : `"${name}"`} appears twice`,
          })
        names.add(name)
      }
      return undefined
    },
  })
  return problems
}

/** Refuses deep nesting before parsing, because nested brackets cost the parser more than their number. */
function refuseDeepNesting(text: string): void {
  let depth = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > DEEPEST) throw unreadable([TOO_DEEP])
  }
}

function unreadable(messages: readonly string[]): AppError {
  return new AppError('invalid', `Could not read the document. ${messages[0] ?? ''}`, {
    fields: messages.map((message) => ({ path: 'yaml', message })),
  })
}

/** Returns the name in an entry of a document, however wrong the rest is. */
export const nameIn = (entry: unknown): string =>
  isJsonObject(entry) && typeof entry['name'] === 'string' ? entry['name'].trim().slice(0, 255) : ''
