import { SETTING_KINDS, type SettingDefinition } from '@flx/shared/plugins/plugin'
import fc from 'fast-check'
import { expect, it } from 'vitest'

import {
  editedSettings,
  missingSettings,
  neededSettings,
  settingForm,
  type SettingEdits,
} from '#web/parts/setting-form/setting-form.ts'

/** Twelve characters that appear nowhere else, so that finding them means that the value was quoted. */
const core = fc.string({
  unit: fc.constantFrom('Q', 'X', 'Z', '0', '1', '8', '9', '_'),
  minLength: 12,
  maxLength: 12,
})
/** Text that a user might have typed in the wrong field. */
const typedText = core.chain((secret) =>
  fc
    .constantFrom(
      secret,
      `${secret}@`,
      `$${secret}-`,
      `{"a": "${secret}"`,
      `["${secret}"`,
      `{"a": ${secret}}`,
      `{${secret}}`,
      `${secret}}`,
      `file:../${secret}`,
      `"${secret}`,
      `{"${secret}": 1, "${secret}": 2`,
      `{"a": "${secret}\u0000"`,
      `{'a': '${secret}`,
      `${secret}\n${secret}`,
      `${'['.repeat(200)}"${secret}"`,
    )
    .map((text) => ({ secret, text })),
)

it.each(SETTING_KINDS)('text typed for a setting of the kind %s is quoted in no message', (kind) => {
  const definition: SettingDefinition = {
    name: 'password',
    kind,
    sensitive: true,
    required: true,
    ...(kind === 'options' ? { options: [{ value: 'first' }, { value: 'second' }] } : {}),
  }
  let refused = 0
  fc.assert(
    fc.property(
      typedText,
      fc.constantFrom({}, { password: { $secret: true } }),
      ({ secret, text }, stored) => {
        const form = settingForm([definition], stored)
        const edits: SettingEdits = {
          fields: { password: { kind: 'text', text } },
          rest: `{"other": ${text}`,
        }
        const { errors } = editedSettings(form, edits)
        refused += Object.keys(errors).length
        const messages = { errors, needed: neededSettings(form, edits, [['password', 'other']]) }
        expect(JSON.stringify(messages)).not.toContain(secret)
        expect(missingSettings(form, edits).map(({ label }) => label)).not.toContain(secret)
      },
    ),
  )
  expect(refused).toBeGreaterThan(0)
})
