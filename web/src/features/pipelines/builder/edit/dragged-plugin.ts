import { tryParseJson } from '@flx/shared/json/json-text'
import { isJsonObject } from '@flx/shared/json/json'

import type { PluginStep } from './edit-steps.ts'

const FORMAT = 'application/x-flx-plugin'
const KINDS: readonly PluginStep[] = ['extractor', 'mapper', 'loader', 'transform']

/** A plugin dragged from the list into the drawing. */
export interface DraggedPlugin {
  kind: PluginStep
  name: string
}

export function writeDragged(data: DataTransfer, plugin: DraggedPlugin): void {
  data.setData(FORMAT, JSON.stringify(plugin))
  data.effectAllowed = 'copy'
}

/** Returns the dropped plugin, or null for anything else, such as a file. */
export function readDragged(data: DataTransfer): DraggedPlugin | null {
  const value = tryParseJson(data.getData(FORMAT))
  if (!isJsonObject(value)) return null
  const kind = KINDS.find((option) => option === value['kind'])
  const { name } = value
  return kind === undefined || typeof name !== 'string' ? null : { kind, name }
}
