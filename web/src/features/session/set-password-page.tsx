import { MINIMUM_PASSWORD_LENGTH } from '@flx/shared/setup'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { linkedPerson, setPasswordByLink } from '#web/api/people.ts'
import { isProblem } from '#web/api/problem.ts'
import { signIn } from '#web/api/session.ts'
import { Entrance } from '#web/layouts/entrance.tsx'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/password-input.tsx'
import { messageOf } from '#web/ui/states.tsx'

/** Opened by a link of an administrator: its secret is behind the "#" and goes to the server in bodies only. */
export function Component() {
  const secret = useLocation().hash.slice(1)
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const person = useQuery({ ...linkedPerson(secret), enabled: secret !== '', retry: false })
  const setting = useMutation(setPasswordByLink())
  const entering = useMutation(signIn())

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget).get('password')
    const password = typeof given === 'string' ? given : ''
    if (password.length < MINIMUM_PASSWORD_LENGTH)
      return setProblem(`Use at least ${MINIMUM_PASSWORD_LENGTH} characters.`)
    setProblem(undefined)
    try {
      const { email } = await setting.mutateAsync({ secret, password })
      await entering.mutateAsync({ email, password, rememberMe: true })
      await navigate(paths.home(), { replace: true })
    } catch (error) {
      // The password is set: signing in by hand is what is left.
      if (!isProblem(error) || setting.isSuccess) await navigate(paths.signIn(), { replace: true })
    }
  }

  if (secret === '' || person.error !== null) {
    return (
      <Entrance title="Set your password" intro="This link cannot be used.">
        <Notice tone="danger">
          {secret === ''
            ? 'A part of the link is missing. Open it whole, with everything behind the “#”.'
            : messageOf(person.error)}
        </Notice>
        <a href={paths.signIn()} className="mt-4 inline-block text-sm font-medium text-accent underline">
          Sign in
        </a>
      </Entrance>
    )
  }
  const error = setting.error
  return (
    <Entrance
      title="Set your password"
      intro={
        person.data === undefined
          ? 'One moment …'
          : `Welcome, ${person.data.name}. You sign in with ${person.data.email}.`
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        {error !== null && <Notice tone="danger">{messageOf(error)}</Notice>}
        <input
          type="hidden"
          name="username"
          autoComplete="username"
          value={person.data?.email ?? ''}
          readOnly
        />
        <Field
          label="New password"
          error={problem}
          hint={`At least ${MINIMUM_PASSWORD_LENGTH} characters. A few words make a good one.`}
        >
          {(control) => (
            // The only field that anybody came here for.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <PasswordInput {...control} name="password" autoComplete="new-password" autoFocus />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="w-full"
          busy={person.isPending || setting.isPending || entering.isPending}
        >
          Set password and sign in
        </Button>
      </form>
    </Entrance>
  )
}
