import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { redirect, useNavigate, useSearchParams, type LoaderFunctionArgs } from 'react-router'

import { isProblem } from '#web/api/problem.ts'
import { queryClient } from '#web/api/query-client.ts'
import { session, signIn } from '#web/api/session.ts'
import { useNow } from '#web/lib/clock.tsx'
import { Entrance } from '#web/layouts/entrance.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/password-input.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { nextPath } from './next-path.ts'

/** Nobody who is signed in sees this page; on a first start it leads to the set-up. */
export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const user = await queryClient.query({ ...session.current(), staleTime: 0 })
  if (user !== null) throw redirect(nextPath(new URL(request.url).searchParams.get('next')))
  const { needed } = await queryClient.query(session.setup())
  if (needed) throw redirect(paths.setup())
  return null
}

export function Component() {
  const [parameters] = useSearchParams()
  const navigate = useNavigate()
  const [missing, setMissing] = useState({ email: false, password: false })
  const entering = useMutation(signIn())
  const { data: openId } = useQuery(session.openId())
  const refusal = OPEN_ID_REFUSALS[parameters.get('problem') ?? '']
  const wait = useWait(entering.error, entering.submittedAt)

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { email, password, rememberMe } = valuesOf(event.currentTarget)
    setMissing({ email: email === '', password: password === '' })
    const firstEmpty = email === '' ? 'email' : 'password'
    if (email === '' || password === '') return focusOn(event.currentTarget, firstEmpty)
    const form = event.currentTarget
    entering.mutate(
      { email, password, rememberMe },
      {
        onSuccess: () => void navigate(nextPath(parameters.get('next')), { replace: true }),
        onError: () => focusOn(form, 'password'),
      },
    )
  }

  return (
    <Entrance title="Sign in" intro="The control room for your Singer and Meltano pipelines.">
      <form onSubmit={submit} noValidate className="space-y-4">
        {entering.error === null && refusal !== undefined && <Notice tone="danger">{refusal}</Notice>}
        {entering.error !== null && <Notice tone="danger">{explain(entering.error, wait)}</Notice>}
        <Field label="E-mail" error={missing.email ? 'Give your e-mail address.' : undefined}>
          {(control) => (
            // The only field that anybody came here for.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Input {...control} type="email" name="email" autoComplete="username" autoFocus />
          )}
        </Field>
        <Field label="Password" error={missing.password ? 'Give your password.' : undefined}>
          {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
        </Field>
        <Checkbox name="rememberMe" defaultChecked label="Stay signed in on this device" />
        <Button
          type="submit"
          variant="primary"
          className="w-full"
          busy={entering.isPending}
          disabledReason={wait > 0 ? `Too many attempts. Wait ${wait} s.` : undefined}
        >
          {wait > 0 ? `Sign in again in ${wait} s` : 'Sign in'}
        </Button>
      </form>
      {openId?.label !== null && openId !== undefined && (
        <a
          href={`/api/auth/openid/start?next=${encodeURIComponent(nextPath(parameters.get('next')))}`}
          className={buttonClass({ className: 'mt-4 w-full' })}
        >
          Sign in with {openId.label}
        </a>
      )}
    </Entrance>
  )
}

/** Why a sign-in at the provider came to nothing, by what the server says. */
const OPEN_ID_REFUSALS: Readonly<Record<string, string>> = {
  cancelled: 'You were not signed in: the sign-in was cancelled at the provider.',
  failed: 'Signing in at the provider did not work. Try again; if it stays so, tell an administrator.',
  unverified: 'The provider has not verified your e-mail address. Verify it there, then sign in again.',
  domain: 'Addresses of your domain may not sign in here.',
  unknown: 'You have no account here yet. Ask an administrator to invite you.',
  disabled: 'Your account is disabled. Ask an administrator.',
}

function explain(error: Error, wait: number): string {
  if (isProblem(error, 429)) {
    return wait > 0 ? 'Too many attempts to sign in.' : 'You can try again now.'
  }
  return messageOf(error)
}

/** Seconds until a throttled sign-in may be tried again. */
function useWait(error: Error | null, submittedAt: number): number {
  const now = useNow()
  if (!isProblem(error, 429)) return 0
  return Math.max(0, Math.ceil((submittedAt - now) / 1000 + (error.retryAfterSeconds ?? 10)))
}

function valuesOf(form: HTMLFormElement) {
  const data = new FormData(form)
  const text = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  return { email: text('email').trim(), password: text('password'), rememberMe: data.has('rememberMe') }
}

function focusOn(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  if (name === 'password') field.select()
}
