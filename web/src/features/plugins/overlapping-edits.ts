import type { JsonObject } from '@flx/shared/json/json'

import { settingForm, type SettingEdits, type SettingForm } from '#web/parts/setting-form/setting-form.ts'
import { overlappingEditsWords } from './words.ts'

/** Returns the labels of settings edited here that another user saved with a different value. */
export function overlappingEdits(form: SettingForm, edits: SettingEdits, current: JsonObject): string[] {
  const theirs = settingForm(
    form.fields.map((field) => field.definition),
    current,
  )
  const fields = form.fields
    .filter(
      (field, index) =>
        Object.hasOwn(edits.fields, field.name) &&
        JSON.stringify(field.stored) !== JSON.stringify(theirs.fields[index]?.stored),
    )
    .map((field) => field.label)
  const rest = edits.rest !== null && JSON.stringify(form.rest) !== JSON.stringify(theirs.rest)
  return rest ? [...fields, overlappingEditsWords.otherSettings] : fields
}
