import type { Plugin } from '@flx/shared/plugins/plugin'
import { nestSettings } from '@flx/shared/settings/setting-layers'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useRef, useState, type FormEvent } from 'react'

import { updatePlugin } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useRole } from '#web/api/access/session.ts'
import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { focusFirstError } from '#web/lib/first-error.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { definitionsOf, groupsOf, parentOf } from '#web/parts/setting-form/plugin-settings.ts'
import {
  editedSettings,
  NO_EDITS,
  settingForm,
  settingProblems,
  remainingErrors,
  type SettingErrors,
} from '#web/parts/setting-form/setting-form.ts'
import { SettingFields } from '#web/parts/setting-form/setting-fields.tsx'
import { generalError } from '#web/parts/settings/field-errors.ts'
import { overlappingEdits } from './overlapping-edits.ts'
import { isBusy } from './plugin-words.ts'
import { pluginSettingsWords } from './words.ts'

/** The initial settings of every pipeline that uses the plugin. */
export function PluginSettings({ plugin, registry }: { plugin: Plugin; registry: readonly Plugin[] }) {
  const toast = useToast()
  const editor = useRole('editor')
  const formElement = useRef<HTMLFormElement>(null)
  const saving = useMutation(updatePlugin())
  // The version being edited: a newer one that arrives live must not change fields while the user types.
  const [base, setBase] = useState(plugin)
  const [edits, setEdits] = useState(NO_EDITS)
  const [errors, setErrors] = useState<SettingErrors>({})
  const [message, setMessage] = useState<string | null>(null)
  const [overlap, setOverlap] = useState<readonly string[] | null>(null)

  const isDirty = edits !== NO_EDITS && (edits.rest !== null || Object.keys(edits.fields).length > 0)
  if (!isDirty && plugin.revision > base.revision) setBase(plugin)
  const parent = parentOf(base, registry)
  const definitions = definitionsOf(base, registry)
  const form = settingForm(definitions, base.settings, nestSettings(parent?.settings ?? {}, definitions))
  const unsaved = useCallback(() => isDirty, [isDirty])

  // The server refuses edits during an installation, which adds the settings that the connector describes.
  const saveReason = isBusy(plugin)
    ? pluginSettingsWords.waitForInstall
    : isDirty
      ? undefined
      : pluginSettingsWords.noChanges

  const showErrors = (settingErrors: SettingErrors, generalMessage: string | null) =>
    focusFirstError(formElement.current, () => {
      setErrors(settingErrors)
      setMessage(generalMessage)
    })

  const reset = () => {
    setBase(plugin)
    setEdits(NO_EDITS)
    setErrors({})
    setMessage(null)
    setOverlap(null)
  }

  const save = async () => {
    const result = editedSettings(form, edits)
    if (Object.keys(result.errors).length > 0) return showErrors(result.errors, null)
    setErrors({})
    setMessage(null)
    try {
      const saved = await saving.mutateAsync({
        id: base.id,
        body: { revision: base.revision, settings: result.settings },
      })
      setBase(saved)
      setEdits(NO_EDITS)
      setOverlap(null)
      toast.done(pluginSettingsWords.saved(saved.name))
    } catch (error) {
      const current = isProblem(error, 409) ? currentOf(error.problem.current) : null
      if (current !== null) {
        // Edits are kept, and now apply to the other user's version.
        setOverlap(overlappingEdits(form, edits, current.settings))
        setBase(current)
        return
      }
      const problems = isProblem(error) ? error.fields : []
      const settingErrors = settingProblems(form, problems, 'settings')
      showErrors(settingErrors, generalError(error, isSetting))
    }
  }

  return (
    <Section title={pluginSettingsWords.settings}>
      <UnsavedChanges unsaved={unsaved} />
      <p className="-mt-2 mb-4 text-sm text-text-faint">{pluginSettingsWords.hint}</p>
      <form
        ref={formElement}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (!saving.isPending && editor.allowed && saveReason === undefined) void save()
        }}
      >
        {message !== null && (
          <Notice tone="danger" className="mb-4">
            {message}
          </Notice>
        )}
        {overlap !== null && (
          <Notice tone="caution" className="mb-4">
            {pluginSettingsWords.conflict}{' '}
            {overlap.length > 0 && pluginSettingsWords.overlap(overlap.join(', '))}
            {pluginSettingsWords.reviewAndSave}
          </Notice>
        )}
        <fieldset disabled={!editor.allowed} className="min-w-0">
          <legend className="sr-only">{pluginSettingsWords.settingsOf(base.name)}</legend>
          <SettingFields
            form={form}
            edits={edits}
            errors={errors}
            groups={groupsOf(base, registry)}
            inheritedFrom={parent === undefined ? pluginSettingsWords.plugin : parent.name}
            onChange={(next) => {
              setErrors((current) => remainingErrors(current, edits, next))
              setEdits(next)
            }}
          />
        </fieldset>
        <div className="mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-3">
          <span className="mr-auto text-sm text-text-faint">
            {isDirty ? pluginSettingsWords.unsaved : ''}
          </span>
          {isDirty && <Button onClick={reset}>{pluginSettingsWords.discard}</Button>}
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabledReason={editor.allowed ? saveReason : editor.reason}
          >
            {pluginSettingsWords.saveSettings}
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** Every setting is shown: as a field of its own, or among the other settings. */
const isSetting = (path: string): boolean => path === 'settings' || path.startsWith('settings.')

/**
 * Returns the current plugin from the 409 for a stale revision. The server builds it from the same contract.
 */
function currentOf(current: unknown): Plugin | null {
  return typeof current === 'object' && current !== null && 'revision' in current ? (current as Plugin) : null
}
