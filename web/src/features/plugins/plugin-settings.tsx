import type { Plugin } from '@flx/shared/plugin'
import { nestSettings } from '@flx/shared/plugin'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useRef, useState, type FormEvent } from 'react'

import { updatePlugin } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { useRole } from '#web/api/session.ts'
import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { focusFirstError } from '#web/lib/first-error.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { definitionsOf, groupsOf, parentOf } from '../setting-form/plugin-settings.ts'
import {
  editedSettings,
  NO_EDITS,
  settingForm,
  settingProblems,
  standingErrors,
  type SettingErrors,
} from '../setting-form/setting-form.ts'
import { SettingFields } from '../setting-form/setting-fields.tsx'
import { overlappingEdits } from './overlapping-edits.ts'

/** The settings that every pipeline of the plugin starts from. */
export function PluginSettings({ plugin, registry }: { plugin: Plugin; registry: readonly Plugin[] }) {
  const toast = useToast()
  const editor = useRole('editor')
  const formElement = useRef<HTMLFormElement>(null)
  const saving = useMutation(updatePlugin())
  // The version that is edited: a newer one that comes in by itself must not change fields under the fingers.
  const [base, setBase] = useState(plugin)
  const [edits, setEdits] = useState(NO_EDITS)
  const [errors, setErrors] = useState<SettingErrors>({})
  const [message, setMessage] = useState<string | null>(null)
  const [overlap, setOverlap] = useState<readonly string[] | null>(null)

  const dirty = edits !== NO_EDITS && (edits.rest !== null || Object.keys(edits.fields).length > 0)
  if (!dirty && plugin.revision > base.revision) setBase(plugin)
  const parent = parentOf(base, registry)
  const form = settingForm(definitionsOf(base, registry), base.settings, nestSettings(parent?.settings ?? {}))
  const unsaved = useCallback(() => dirty, [dirty])

  const fail = (found: SettingErrors, said: string | null) =>
    focusFirstError(formElement.current, () => {
      setErrors(found)
      setMessage(said)
    })

  const reset = () => {
    setBase(plugin)
    setEdits(NO_EDITS)
    setErrors({})
    setMessage(null)
    setOverlap(null)
  }

  const save = async () => {
    const built = editedSettings(form, edits)
    if (Object.keys(built.errors).length > 0) return fail(built.errors, null)
    setErrors({})
    setMessage(null)
    try {
      const saved = await saving.mutateAsync({
        id: base.id,
        body: { revision: base.revision, settings: built.settings },
      })
      setBase(saved)
      setEdits(NO_EDITS)
      setOverlap(null)
      toast.done(`The settings of ${saved.name} were saved.`)
    } catch (error) {
      const current = isProblem(error, 409) ? currentOf(error.problem.current) : null
      if (current !== null) {
        // What was entered is kept and now lies over what the other person saved.
        setOverlap(overlappingEdits(form, edits, current.settings))
        setBase(current)
        return
      }
      const problems = isProblem(error) ? error.fields : []
      const found = settingProblems(form, problems, 'settings')
      fail(found, Object.keys(found).length === 0 ? messageOf(error) : null)
    }
  }

  return (
    <Section title="Settings">
      <UnsavedChanges unsaved={unsaved} />
      <p className="-mt-2 mb-4 text-sm text-text-faint">
        Every pipeline of this plugin starts from these; each may override them.
      </p>
      <form
        ref={formElement}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (!saving.isPending && editor.allowed) void save()
        }}
      >
        {message !== null && (
          <Notice tone="danger" className="mb-4">
            {message}
          </Notice>
        )}
        {overlap !== null && (
          <Notice tone="caution" className="mb-4">
            Somebody else saved these settings meanwhile. Their changes are in the form now, and so is what
            you entered.{' '}
            {overlap.length > 0 && `You both changed ${overlap.join(', ')}: saving again keeps yours. `}
            Look it over and save again.
          </Notice>
        )}
        <fieldset disabled={!editor.allowed} className="min-w-0">
          <legend className="sr-only">Settings of {base.name}</legend>
          <SettingFields
            form={form}
            edits={edits}
            errors={errors}
            groups={groupsOf(base, registry)}
            inheritedFrom={parent === undefined ? 'the plugin' : parent.name}
            onChange={(next) => {
              setErrors((found) => standingErrors(found, edits, next))
              setEdits(next)
            }}
          />
        </fieldset>
        <div className="mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-3">
          <span className="mr-auto text-sm text-text-faint">{dirty ? 'Not saved yet.' : ''}</span>
          {dirty && <Button onClick={reset}>Discard</Button>}
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabledReason={editor.allowed ? (dirty ? undefined : 'Nothing was changed.') : editor.reason}
          >
            Save settings
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** The document that a 409 after a stale revision carries; the server builds it from the same contract. */
function currentOf(current: unknown): Plugin | null {
  return typeof current === 'object' && current !== null && 'revision' in current ? (current as Plugin) : null
}
