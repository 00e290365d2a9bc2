import { TriangleAlert } from 'lucide-react'

import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { missingSettings, type SettingEdits } from '../../setting-form/setting-form.ts'
import { SettingFields } from '../../setting-form/setting-fields.tsx'
import type { DraftErrors, DraftPlugin } from './pipeline-draft.ts'

/** The settings of each plugin of the pipeline, over the plugin's own. */
export function SettingsSections({
  plugins,
  errors,
  dropped,
  onChange,
}: {
  plugins: readonly DraftPlugin[]
  errors: DraftErrors
  /** Plugins whose settings are lost with the next save. */
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
            title={`${role} settings: ${name}`}
            aside={
              missing.length > 0 && (
                <span className="inline-flex items-center gap-1.5 text-xs text-caution">
                  <TriangleAlert aria-hidden className="size-3.5" />
                  Needed before it can execute: {missing.map(({ label }) => label).join(', ')}
                </span>
              )
            }
          >
            {plugin === undefined && (
              <Notice tone="caution" className="mb-4">
                “{name}” is not registered, so its settings are not described.
              </Notice>
            )}
            <SettingFields
              form={form}
              edits={edits}
              errors={errors.settings[key] ?? {}}
              groups={plugin?.settingGroups ?? []}
              inheritedFrom="the plugin"
              onChange={(next) => onChange(key, next)}
            />
          </Section>
        )
      })}
      {dropped.length > 0 && (
        <Notice tone="caution">
          The settings of {dropped.join(', ')} are dropped when you save, because it is no longer part of the
          pipeline. Choosing it again brings them back.
        </Notice>
      )}
    </>
  )
}
