import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import { isSecretMarker } from '@flx/shared/settings/secret'

import { editedSettings } from '#web/parts/setting-form/setting-form.ts'

import type { DraftPlugin } from '../../form/draft/pipeline-draft.ts'
import { editsWithoutSecrets } from '../../form/editor/stored-draft.ts'
import type { PluginStep } from './edit-steps.ts'

/** A step on the clipboard: the plugin and its settings, without secrets. */
interface StepClip {
  kind: PluginStep
  reference: string
  settings: JsonObject
}

const MARK = 'flx-step'
const KINDS: readonly PluginStep[] = ['extractor', 'mapper', 'loader', 'transform']
const MAX_CHARACTERS = 1024 * 1024

/** Formats a step as clipboard text. */
export function clipOf(kind: PluginStep, reference: string, plugin: DraftPlugin | undefined): string {
  const settings =
    plugin === undefined
      ? {}
      : editedSettings(plugin.form, editsWithoutSecrets(plugin.edits, plugin.form)).settings
  return JSON.stringify({ [MARK]: 1, kind, reference, settings: withoutSecrets(settings) }, null, 2)
}

/** Parses a step from a text. Returns null for any other text. */
export function readClip(text: string): StepClip | null {
  if (text.length > MAX_CHARACTERS) return null
  const value = tryParseJson(text)
  if (!isJsonObject(value) || value[MARK] !== 1) return null
  const { kind, reference, settings } = value
  const knownKind = KINDS.find((option) => option === kind)
  if (knownKind === undefined || typeof reference !== 'string' || reference === '' || !isJsonObject(settings))
    return null
  return { kind: knownKind, reference, settings: withoutSecrets(settings) }
}

/** Removes stored secrets, which are placeholders that are valid only in their own pipeline. */
const withoutSecrets = (settings: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): [string, Json][] =>
      valueWithoutSecrets(value).map((cleaned) => [name, cleaned]),
    ),
  )

function valueWithoutSecrets(value: Json): Json[] {
  if (isSecretMarker(value)) return []
  if (Array.isArray(value)) return [value.flatMap(valueWithoutSecrets)]
  return [isJsonObject(value) ? withoutSecrets(value) : value]
}
