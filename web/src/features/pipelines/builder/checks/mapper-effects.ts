import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'

import { isMapRules, rulesOf, type MapRule } from '#web/parts/setting-form/map-rules/map-rules.ts'
import {
  isStreamMaps,
  streamMapsOf,
  type StreamMapRule,
} from '#web/parts/setting-form/map-rules/stream-maps.ts'

/** The effect of a mapper on the streams that match a name or pattern: the fields it reads and changes. */
export interface StreamEffect {
  pattern: string
  /** The fields that its rules name. */
  reads: ReadonlySet<string>
  /** Fields that do not reach the next step under their name, and why. */
  lost: ReadonlyMap<string, { renamedTo: string } | 'dropped'>
  /** The fields kept while all others are dropped. Null if all are kept. */
  kept: ReadonlySet<string> | null
  /** Names of the fields that it writes. */
  written: ReadonlySet<string>
  renamedStream: string | null
}

/** The rules of a mapper, with the setting that contains them. */
export interface MapperRules {
  setting: string
  streams: readonly StreamEffect[]
}

/**
 * Returns the rules of a mapper, or null if it is of an unknown kind or only its program understands the
 * rules.
 */
export function mapperRules(
  definitions: readonly SettingDefinition[],
  settings: JsonObject,
): MapperRules | null {
  for (const { name, description } of definitions) {
    const value = settings[name]
    if (!isJsonObject(value)) continue
    const text = JSON.stringify(value)
    const streams = isMapRules(name, description)
      ? rulesOf(text)?.map(({ pattern, rules }) => mapRulesEffect(pattern, rules))
      : isStreamMaps(name)
        ? streamMapsOf(text)?.map(({ pattern, rules }) => streamMapsEffect(pattern, rules))
        : undefined
    if (streams !== undefined) return { setting: name, streams }
  }
  return null
}

function mapRulesEffect(pattern: string, rules: readonly MapRule[]): StreamEffect {
  const lost = new Map<string, { renamedTo: string } | 'dropped'>()
  const fieldsOf = (action: MapRule['action']) =>
    rules.filter((rule) => rule.action === action).map(({ field }) => field)
  const selected = fieldsOf('select')
  const written = new Set<string>()
  for (const { action, field, value } of rules) {
    if (action === 'drop') lost.set(field, 'dropped')
    if (action === 'rename' && field !== value) {
      lost.set(field, { renamedTo: value })
      written.add(value)
    }
  }
  const kept = new Set([...selected.filter((field) => !lost.has(field)), ...written])
  return {
    pattern,
    reads: new Set(rules.flatMap(({ field }) => (field === '' ? [] : [field]))),
    lost,
    kept: selected.length === 0 ? null : kept,
    written,
    renamedStream: rules.find(({ action }) => action === 'rename_stream')?.value ?? null,
  }
}

function streamMapsEffect(pattern: string, rules: readonly StreamMapRule[]): StreamEffect {
  const lost = new Map<string, { renamedTo: string } | 'dropped'>()
  const reads = new Set<string>()
  const written = new Set<string>()
  let dropsOthers = false
  let renamedStream: string | null = null
  for (const { action, field, value } of rules) {
    if (action === 'drop') lost.set(field, 'dropped')
    if (action === 'drop' || action === 'rename') reads.add(field)
    if (action === 'rename') {
      lost.set(field, { renamedTo: value })
      written.add(value)
    }
    if (action === 'set') {
      written.add(field)
      if (/^[A-Za-z_]\w*$/.test(value)) reads.add(value)
    }
    if (action === 'set' || action === 'filter') for (const name of recordFieldsIn(value)) reads.add(name)
    if (action === 'drop_others') dropsOthers = true
    if (action === 'alias') renamedStream = value
  }
  return { pattern, reads, lost, kept: dropsOthers ? written : null, written, renamedStream }
}

/**
 * Returns the fields that an expression names as `record["name"]`. Other words can be functions and names of
 * the SDK.
 */
function recordFieldsIn(expression: string): string[] {
  return [...expression.matchAll(/record(?:\[|\.get\()\s*(["'])(.+?)\1/g)].flatMap(([, , name]) => name ?? [])
}
