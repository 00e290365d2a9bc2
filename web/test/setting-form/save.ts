import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'

import { editedSettings, settingForm, type SettingEdit } from '#web/parts/setting-form/setting-form.ts'

export const SECRET = { $secret: true }
export const text = (value: string): SettingEdit => ({ kind: 'text', text: value })

/** Returns the settings that a form saves after these edits. */
export function save(
  definitions: SettingDefinition[],
  stored: JsonObject,
  fields: Record<string, SettingEdit>,
  rest: string | null = null,
) {
  return editedSettings(settingForm(definitions, stored), { fields, rest })
}
