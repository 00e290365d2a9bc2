import { useMutation } from '@tanstack/react-query'
import { useCallback, useRef, useState, type FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'

import { installPlugin, addPlugin } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useRole } from '#web/api/access/session.ts'
import { SAVED, UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { focusFirstError } from '#web/lib/first-error.ts'
import { generalError, problemsIn, unshownProblems } from '#web/parts/settings/field-errors.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import {
  EMPTY_DRAFT,
  fieldOf,
  isShownBy,
  pluginBody,
  type PluginDraft,
  type PluginErrors,
} from './add-draft.ts'
import { AboutFields, SettingDefinitionsFields, SourceFields } from './add-fields.tsx'
import { addPageWords } from './words.ts'

/** Adds any Singer program, by a pip URL or by the command that starts it. */
export function Component() {
  const editor = useRole('editor')
  return (
    <>
      <PageHeader
        title={addPageWords.title}
        breadcrumb={
          <Link to={paths.plugins()} className="rounded-sm hover:text-text hover:underline">
            {addPageWords.plugins}
          </Link>
        }
      />
      {editor.allowed ? <AddForm /> : <Notice tone="caution">{editor.reason}</Notice>}
    </>
  )
}

function AddForm() {
  const navigate = useNavigate()
  const toast = useToast()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState<PluginDraft>(EMPTY_DRAFT)
  const [errors, setErrors] = useState<PluginErrors>({})
  const [message, setMessage] = useState<string | null>(null)
  const adding = useMutation(addPlugin())
  const installing = useMutation(installPlugin())
  const unsaved = useCallback(() => JSON.stringify(draft) !== JSON.stringify(EMPTY_DRAFT), [draft])

  const showErrors = (fieldErrors: PluginErrors, generalMessage: string | null) =>
    focusFirstError(form.current, () => {
      setErrors(fieldErrors)
      setMessage(generalMessage)
    })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (adding.isPending) return
    const result = pluginBody(draft)
    if ('errors' in result) {
      const problems = problemsIn(Object.entries(result.errors))
      return showErrors(result.errors, unshownProblems(problems, isShownBy(draft)))
    }
    setErrors({})
    setMessage(null)
    try {
      const plugin = await adding.mutateAsync(result.body)
      toast.done(addPageWords.added(plugin.name))
      if (draft.source === 'pip') {
        await installing
          .mutateAsync(plugin.id)
          .catch((error: unknown) => toast.problem(addPageWords.notInstalled(messageOf(error))))
      }
      await navigate(paths.plugin(plugin.id), SAVED)
    } catch (error) {
      const fieldErrors = Object.fromEntries(
        (isProblem(error) ? error.fields : []).map((problem) => [fieldOf(problem.path), problem.message]),
      )
      showErrors(fieldErrors, generalError(error, isShownBy(draft), new Map(Object.entries(fieldErrors))))
    }
  }

  const change = (changes: Partial<PluginDraft>) => setDraft((current) => ({ ...current, ...changes }))
  const props = { draft, errors, onChange: change }
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="max-w-4xl space-y-4">
      <UnsavedChanges unsaved={unsaved} />
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <AboutFields {...props} />
      <SourceFields {...props} />
      <SettingDefinitionsFields {...props} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void navigate(paths.plugins())}>{addPageWords.cancel}</Button>
        <Button type="submit" variant="primary" busy={adding.isPending || installing.isPending}>
          {draft.source === 'pip' ? addPageWords.addAndInstall : addPageWords.add}
        </Button>
      </div>
    </form>
  )
}
