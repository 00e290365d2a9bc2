import type { PipelineCatalog, StreamRulesPatch } from '@flx/shared/catalog/pipeline-catalog'
import { literalOf } from '@flx/shared/catalog/patterns'
import { PRIMARY_KEYS } from '@flx/shared/catalog/metadata-rules'
import type { SelectedStream, SelectorRules } from '@flx/shared/catalog/selector'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { overlaySettings } from '@flx/shared/settings/setting-layers'

/** The rules of a pipeline while they are edited. */
export interface Draft {
  /** Null means those of the plugin. */
  select: readonly string[] | null
  metadata: JsonObject
  schema: JsonObject
}

/** The default selection. */
export const EVERYTHING: readonly string[] = ['*.*']

export const draftOf = ({ own }: PipelineCatalog): Draft => ({
  select: own.select,
  metadata: own.metadata,
  schema: own.schema,
})

/** Returns the rules in force: the draft on top of the plugin's rules. */
export function rulesInForce(
  draft: Draft,
  { inherited, selectFilter }: Pick<PipelineCatalog, 'inherited' | 'selectFilter'>,
): SelectorRules & { schema: JsonObject } {
  return {
    select: draft.select ?? inherited.select ?? EVERYTHING,
    metadata: overlay(inherited.metadata, draft.metadata),
    schema: overlay(inherited.schema, draft.schema),
    selectFilter,
  }
}

function overlay(base: JsonObject, overrides: JsonObject): JsonObject {
  const { value } = overlaySettings({ value: base }, { value: overrides })
  return isJsonObject(value) ? value : {}
}

export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** Returns the patch that saves a draft, with only the differences, or null if there are none. */
export function changedRules(before: Draft, draft: Draft): Omit<StreamRulesPatch, 'version'> | null {
  const changes: Omit<StreamRulesPatch, 'version'> = {
    ...(!isSame(before.select as string[] | null, draft.select as string[] | null) && {
      select: draft.select === null ? null : [...draft.select],
    }),
    ...(!isSame(before.metadata, draft.metadata) && { metadata: orNull(draft.metadata) }),
    ...(!isSame(before.schema, draft.schema) && { schema: orNull(draft.schema) }),
  }
  return Object.keys(changes).length === 0 ? null : changes
}

/** Returns the rules for the patch, null if empty. The API checks their content. */
const orNull = (rules: JsonObject) =>
  Object.keys(rules).length === 0 ? null : (rules as Record<string, Record<string, JsonObject>>)

/**
 * Returns the key of a stream in rules, where names can be patterns: the existing key, or its name escaped as
 * a literal.
 */
function keyOfStream(rules: JsonObject, id: string): string {
  const existingKey = Object.keys(rules).find((key) => literalOf(key) === id)
  return existingKey ?? id.replaceAll(/[*?[]/g, (character) => `[${character}]`)
}

/** Sets values of a stream. Undefined removes a value. */
export function withStreamRule(
  rules: JsonObject,
  id: string,
  values: Readonly<Record<string, Json | undefined>>,
): JsonObject {
  const key = keyOfStream(rules, id)
  const existing = isJsonObject(rules[key]) ? rules[key] : {}
  const entries = Object.entries({ ...existing, ...values }).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  )
  const others = Object.entries(rules).filter(([name]) => name !== key)
  const ownEntries: [string, Json][] = entries.length === 0 ? [] : [[key, Object.fromEntries(entries)]]
  return Object.fromEntries([...others, ...ownEntries])
}

/** Returns a draft's own rule for a stream. */
export function ownRule(rules: JsonObject, id: string): JsonObject {
  const own = rules[keyOfStream(rules, id)]
  return isJsonObject(own) ? own : {}
}

/** The effective extraction settings of a stream. */
export interface StreamSettings {
  method: string | null
  /** The extractor allows no other method. */
  isForced: boolean
  replicationKey: string | null
  primaryKey: readonly string[]
}

export function settingsOf({ indexed: { stream }, rules }: SelectedStream): StreamSettings {
  const ruleValue = (...keys: readonly string[]): Json | undefined =>
    rules.findLast(({ property, key }) => property === null && keys.includes(key))?.value
  const method = ruleValue('replication-method')
  const replicationKey = ruleValue('replication-key')
  const primaryKey = ruleValue(...PRIMARY_KEYS)
  return {
    method: stream.forcedMethod ?? textOf(method) ?? stream.method,
    isForced: stream.forcedMethod !== null,
    replicationKey: textOf(replicationKey) ?? (replicationKey === '' ? null : stream.replicationKey),
    primaryKey: Array.isArray(primaryKey)
      ? primaryKey.filter((name) => typeof name === 'string')
      : stream.primaryKey,
  }
}

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** Returns the key of `_metadata` that sets the primary key of a stream. */
export const primaryKeyRule = ({ indexed: { stream } }: SelectedStream): string =>
  stream.isView ? 'view-key-properties' : 'table-key-properties'
