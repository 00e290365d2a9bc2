import { MINIMUM_PASSWORD_LENGTH, setupSchema } from '@flx/shared/access/setup'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { redirect, useNavigate } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { queryClient } from '#web/api/core/query-client.ts'
import { createFirstAdministrator, session, signIn } from '#web/api/access/session.ts'
import { Entrance } from '#web/layouts/entrance.tsx'
import { generalError } from '#web/parts/settings/field-errors.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { setUpPageWords } from './words.ts'

/** Redirects to the home page, except on the first start. */
export async function loader(): Promise<null> {
  const { needed } = await queryClient.query(session.setup())
  if (!needed) throw redirect(paths.home())
  return null
}

type FieldErrors = Partial<Record<string, string>>
const FIELDS = ['name', 'email', 'password'] as const

/** Creates the first administrator's account and signs in with it. */
export function Component() {
  const navigate = useNavigate()
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<FieldErrors>({})
  const entering = useMutation(signIn())
  const creating = useMutation(createFirstAdministrator())

  const showErrors = (fieldErrors: FieldErrors) => {
    setErrors(fieldErrors)
    const first = FIELDS.find((name) => fieldErrors[name] !== undefined)
    const field = first === undefined ? null : form.current?.elements.namedItem(first)
    if (field instanceof HTMLInputElement) field.focus()
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = setupSchema.safeParse(Object.fromEntries(new FormData(event.currentTarget)))
    if (!parsed.success) {
      creating.reset()
      return showErrors(
        firstByPath(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))),
      )
    }
    setErrors({})
    const { email, password } = parsed.data
    try {
      await creating.mutateAsync(parsed.data)
    } catch (error) {
      return showErrors(isProblem(error, 422) ? firstByPath(error.fields) : {})
    }
    try {
      await entering.mutateAsync({ email, password, rememberMe: true })
      await navigate(paths.home(), { replace: true })
    } catch {
      // The account exists. The user can still sign in manually.
      await navigate(paths.signIn(), { replace: true })
    }
  }

  const problem = creating.error
  const general = generalError(problem, FIELDS)
  return (
    <Entrance title={setUpPageWords.setUpFlxPipelines} intro={setUpPageWords.intro}>
      <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        {general !== null && (
          <Notice tone="danger">
            {general}
            {isProblem(problem, 409) && (
              <a href={paths.signIn()} className="ml-1 font-medium underline">
                {setUpPageWords.signIn}
              </a>
            )}
          </Notice>
        )}
        <Field label={setUpPageWords.yourName} error={errors['name']}>
          {(control) => (
            // The first field of a page with a single purpose.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Input {...control} name="name" autoComplete="name" autoFocus />
          )}
        </Field>
        <Field label={setUpPageWords.email} error={errors['email']} hint={setUpPageWords.emailHint}>
          {(control) => <Input {...control} type="email" name="email" autoComplete="username" />}
        </Field>
        <Field
          label={setUpPageWords.password}
          error={errors['password']}
          hint={setUpPageWords.passwordHint(MINIMUM_PASSWORD_LENGTH)}
        >
          {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="w-full"
          busy={creating.isPending || entering.isPending}
        >
          {setUpPageWords.createAdministrator}
        </Button>
      </form>
    </Entrance>
  )
}

/** Returns the first message for each field. */
function firstByPath(problems: readonly { path: string; message: string }[]): FieldErrors {
  const errors: FieldErrors = {}
  for (const { path, message } of problems) errors[path] ??= message
  return errors
}
