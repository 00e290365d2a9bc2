import type { FieldProblem } from '@flx/shared/core/problem'
import {
  templateCreateSchema,
  type Template,
  type TemplateDraft,
  type TemplateParameter,
} from '@flx/shared/templates/template'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { saveTemplate } from '#web/api/templates/templates.ts'
import { SAVED, UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { focusFirstError } from '#web/lib/first-error.ts'
import { generalError, unshownProblems } from '#web/parts/settings/field-errors.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input, Textarea } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { bodyText, fieldPaths, readBody } from './body-text.ts'
import { ParameterList } from './parameter-list.tsx'
import { shownBy } from './shown-fields.ts'
import { editorWords as words } from '../words.ts'

/** The form of a template. Its pipeline is written in YAML, and the fields it sets can be locked. */
export function TemplateEditor({ initial, edited }: { initial: TemplateDraft; edited: Template | null }) {
  const form = useRef<HTMLFormElement>(null)
  const navigate = useNavigate()
  const toast = useToast()
  const saving = useMutation(saveTemplate())
  const [name, setName] = useState(initial.name)
  const [description, setDescription] = useState(initial.description)
  const [naming, setNaming] = useState(initial.naming)
  const [parameters, setParameters] = useState<readonly TemplateParameter[]>(initial.parameters)
  const [text, setText] = useState(() => bodyText(initial.body))
  const [locked, setLocked] = useState<readonly string[]>(initial.locked)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [general, setGeneral] = useState<string | null>(null)
  const [isChanged, setIsChanged] = useState(false)
  const parsedBody = useMemo(() => readBody(text), [text])
  const fields = useMemo(() => ('body' in parsedBody ? fieldPaths(parsedBody.body) : []), [parsedBody])
  const unsaved = useCallback(() => isChanged, [isChanged])

  const showErrors = (foundProblems: readonly FieldProblem[], message: string | null) =>
    focusFirstError(form.current, () => {
      setProblems(foundProblems)
      setGeneral(message)
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (saving.isPending) return
    if ('problem' in parsedBody) return showErrors([{ path: 'body', message: parsedBody.problem }], null)
    const presentLocks = locked.filter((path) =>
      fields.some((field) => field === path || field.startsWith(`${path}.`)),
    )
    const parsed = templateCreateSchema.safeParse({
      ...{ name, description, naming, parameters, locked: presentLocks },
      body: parsedBody.body,
    })
    if (!parsed.success) {
      const found = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      return showErrors(found, unshownProblems(found, shownBy(parameters)))
    }
    const version = edited === null ? {} : { version: edited.version }
    saving.mutate(
      { id: edited?.id ?? null, body: { ...parsed.data, ...version } },
      {
        onSuccess: (saved) => {
          toast.done(words.saved(saved.name, saved.version))
          void navigate(paths.template(saved.id), SAVED)
        },
        onError: (error) => {
          const fieldProblems = isProblem(error) ? error.fields : []
          showErrors(fieldProblems, generalError(error, shownBy(parameters)))
        },
      },
    )
  }
  const problemOf = (path: string) => problems.find((problem) => problem.path === path)?.message
  const bodyProblems = problems.filter(({ path }) => path === 'body' || path.startsWith('body.'))
  const bodyError =
    bodyProblems.length === 0
      ? undefined
      : bodyProblems
          .map(({ path, message }) => (path === 'body' ? message : `${path.slice(5)}: ${message}`))
          .join(' ')
  const changeWith =
    <T,>(setValue: (value: T) => void) =>
    (value: T) => {
      setIsChanged(true)
      setValue(value)
    }

  return (
    <form ref={form} noValidate onSubmit={submit} className="grid items-start gap-4 xl:grid-cols-2">
      <UnsavedChanges unsaved={unsaved} />
      <div className="min-w-0 space-y-4">
        {general !== null && <Notice tone="danger">{general}</Notice>}
        <Section title={words.general}>
          <div className="space-y-4">
            <Field label={words.name} required error={problemOf('name')}>
              {(control) => (
                <Input
                  {...control}
                  value={name}
                  onChange={({ target }) => changeWith(setName)(target.value)}
                />
              )}
            </Field>
            <Field label={words.description} error={problemOf('description')}>
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  value={description}
                  onChange={({ target }) => changeWith(setDescription)(target.value)}
                />
              )}
            </Field>
            <Field label={words.naming} required hint={words.namingHint} error={problemOf('naming')}>
              {(control) => (
                <Input
                  {...control}
                  className="font-mono text-xs"
                  value={naming}
                  onChange={({ target }) => changeWith(setNaming)(target.value)}
                />
              )}
            </Field>
          </div>
        </Section>
        <ParameterList parameters={parameters} onChange={changeWith(setParameters)} problemOf={problemOf} />
      </div>
      <div className="min-w-0 space-y-4">
        <Section title={words.document}>
          <Field
            label={words.document}
            required
            hint={words.documentHint}
            error={
              bodyError ?? ('problem' in parsedBody && text.trim() !== '' ? parsedBody.problem : undefined)
            }
          >
            {(control) => (
              <Textarea
                {...control}
                rows={22}
                spellCheck={false}
                className="font-mono text-xs"
                value={text}
                onChange={({ target }) => changeWith(setText)(target.value)}
              />
            )}
          </Field>
        </Section>
        {fields.length > 0 && (
          <Section title={words.locked}>
            <p className="-mt-2 mb-2 text-sm text-text-soft">{words.lockedHint}</p>
            <div className="grid gap-1.5 sm:grid-cols-2">
              {fields.map((path) => (
                <Checkbox
                  key={path}
                  label={<code className="font-mono text-xs wrap-anywhere">{path}</code>}
                  checked={locked.some(
                    (lockedPath) => lockedPath === path || path.startsWith(`${lockedPath}.`),
                  )}
                  onChange={({ target }) =>
                    changeWith(setLocked)(
                      target.checked
                        ? [...locked, path]
                        : locked.filter(
                            (lockedPath) => lockedPath !== path && !path.startsWith(`${lockedPath}.`),
                          ),
                    )
                  }
                />
              ))}
            </div>
          </Section>
        )}
      </div>
      <div className="sticky bottom-16 z-10 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface-raised px-4 py-3 shadow-high sm:bottom-3 xl:col-span-2">
        <Button type="submit" variant="primary" busy={saving.isPending}>
          {edited === null ? words.save : words.saveVersion}
        </Button>
        <Button
          onClick={() => void navigate(edited === null ? paths.templates() : paths.template(edited.id))}
        >
          {words.cancel}
        </Button>
        {problems.length > 0 && <span className="ml-auto text-sm text-danger">{words.invalid}</span>}
      </div>
    </form>
  )
}
