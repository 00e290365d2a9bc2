import { TriangleAlert } from 'lucide-react'
import type { ComponentProps } from 'react'

import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { missingSettings, type SettingEdits } from '#web/parts/setting-form/setting-form.ts'
import { SettingFields } from '#web/parts/setting-form/setting-fields.tsx'
import type { DraftErrors, DraftPlugin } from './draft/pipeline-draft.ts'
import { SettingsTest } from './settings-test.tsx'
import { settingsSectionsWords } from './words.ts'

/** The settings of each plugin of the pipeline, on top of the plugin's own. */
export function SettingsSections({
  editor,
  plugins,
  errors,
  dropped,
  onChange,
}: {
  editor: ComponentProps<typeof SettingsTest>['editor']
  plugins: readonly DraftPlugin[]
  errors: DraftErrors
  /** Plugins whose settings the next save drops. */
  dropped: readonly string[]
  onChange: (key: string, edits: SettingEdits) => void
}) {
  return (
    <>
      {plugins.map(({ key, role, name, plugin, form, edits }) => {
        const missing = missingSettings(form, edits)
        return (
          <Section
            key={`${key} ${role}`}
            title={settingsSectionsWords.title(settingsSectionsWords.roles[role], name)}
            aside={
              missing.length > 0 && (
                <span className="inline-flex items-center gap-1.5 text-xs text-caution">
                  <TriangleAlert aria-hidden className="size-3.5" />
                  {settingsSectionsWords.needed(missing.map(({ label }) => label).join(', '))}
                </span>
              )
            }
          >
            {plugin === undefined && (
              <Notice tone="caution" className="mb-4">
                {settingsSectionsWords.notRegistered(name)}
              </Notice>
            )}
            <SettingFields
              form={form}
              edits={edits}
              errors={errors.settings[key] ?? {}}
              groups={plugin?.settingGroups ?? []}
              inheritedFrom={settingsSectionsWords.plugin}
              pathOf={(setting) => `config.${key}.${setting}`}
              onChange={(next) => onChange(key, next)}
            />
            {plugin !== undefined && (
              <SettingsTest editor={editor} plugin={plugin} form={form} edits={edits} />
            )}
          </Section>
        )
      })}
      {dropped.length > 0 && (
        <Notice tone="caution">{settingsSectionsWords.dropped(dropped.join(', '))}</Notice>
      )}
    </>
  )
}
