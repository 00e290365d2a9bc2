import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { redirect, useNavigate, type LoaderFunctionArgs } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { queryClient } from '#web/api/core/query-client.ts'
import { session, signIn } from '#web/api/access/session.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { Entrance } from '#web/layouts/entrance.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { nextPath } from './next-path.ts'
import { signInPageWords } from './words.ts'

/** Redirects users who are signed in, and on a first start to the set-up. */
export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const user = await queryClient.query({ ...session.current(), staleTime: 0 })
  if (user !== null) throw redirect(nextPath(new URL(request.url).searchParams.get('next')))
  const { needed } = await queryClient.query(session.setup())
  if (needed) throw redirect(paths.setup())
  return null
}

/** The sign-in page. */
export function Component() {
  const [parameters] = useAddressSearch()
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
    <Entrance title={signInPageWords.signIn} intro={signInPageWords.controlRoomForYour}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {entering.error === null && refusal !== undefined && <Notice tone="danger">{refusal}</Notice>}
        {entering.error !== null && <Notice tone="danger">{explain(entering.error, wait)}</Notice>}
        <Field label={signInPageWords.email} error={missing.email ? signInPageWords.enterEmail : undefined}>
          {(control) => (
            // The first field of the page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Input {...control} type="email" name="email" autoComplete="username" autoFocus />
          )}
        </Field>
        <Field
          label={signInPageWords.password}
          error={missing.password ? signInPageWords.enterPassword : undefined}
        >
          {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
        </Field>
        <Checkbox name="rememberMe" defaultChecked label={signInPageWords.staySignedInOn} />
        <Button
          type="submit"
          variant="primary"
          className="w-full"
          busy={entering.isPending}
          disabledReason={wait > 0 ? signInPageWords.waitReason(wait) : undefined}
        >
          {wait > 0 ? signInPageWords.waitLabel(wait) : signInPageWords.signIn}
        </Button>
      </form>
      {openId?.label !== null && openId !== undefined && (
        <a
          href={`/api/auth/openid/start?next=${encodeURIComponent(nextPath(parameters.get('next')))}`}
          className={buttonClass({ className: 'mt-4 w-full' })}
        >
          {signInPageWords.signInWith(openId.label)}
        </a>
      )}
    </Entrance>
  )
}

/** Why a sign-in at the provider failed, by the server's code. */
const OPEN_ID_REFUSALS: Readonly<Record<string, string>> = {
  cancelled: signInPageWords.cancelled,
  failed: signInPageWords.failed,
  unverified: signInPageWords.unverified,
  domain: signInPageWords.domain,
  unknown: signInPageWords.unknown,
  disabled: signInPageWords.disabled,
}

function explain(error: Error, wait: number): string {
  if (isProblem(error, 429)) {
    return wait > 0 ? signInPageWords.tooManyAttemptsTo : signInPageWords.youCanTryAgain
  }
  return messageOf(error)
}

/** Returns the seconds until a throttled sign-in can be tried again. */
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
