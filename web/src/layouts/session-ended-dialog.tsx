import type { SessionUser } from '@flx/shared/access/setup'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useState, type FormEvent } from 'react'

import { session, signInAgain } from '#web/api/access/session.ts'
import { continueAs, leavePage } from '#web/api/access/session-end.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'
import { Field } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { sessionEndedDialogWords } from './words.ts'

/**
 * Covers a page whose session has ended. The page stays as it is, with everything that was typed. Only its
 * own user can sign in here. A different user continues the page only by choosing to.
 */
export function SessionEndedDialog({ user, other }: { user: SessionUser; other: SessionUser | null }) {
  const queries = useQueryClient()
  const form = useId()
  const signingIn = useMutation(signInAgain())
  const { data: openId } = useQuery(session.openId())
  const [isMissing, setIsMissing] = useState(false)
  useSignInElsewhere()

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    const isGiven = typeof password === 'string' && password !== ''
    setIsMissing(!isGiven)
    if (isGiven) signingIn.mutate({ email: user.email, password })
  }

  return (
    <Dialog
      title={other === null ? sessionEndedDialogWords.ended : sessionEndedDialogWords.other}
      dismissible={false}
      footer={
        <>
          <Button onClick={() => leavePage(queries)}>{sessionEndedDialogWords.leave}</Button>
          {other !== null && (
            <Button onClick={() => continueAs(queries, other)}>
              {sessionEndedDialogWords.continueAs(other.name)}
            </Button>
          )}
          <Button type="submit" form={form} variant="primary" busy={signingIn.isPending}>
            {sessionEndedDialogWords.signInAgain}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="space-y-3">
        <p className="wrap-anywhere">
          {other === null
            ? sessionEndedDialogWords.endedHint(user.name)
            : sessionEndedDialogWords.otherHint(other.name, other.email, user.name)}
        </p>
        {signingIn.error !== null && <SubmitError message={messageOf(signingIn.error)} />}
        {/* For password managers, which look for a name beside the password. */}
        <input type="hidden" name="email" autoComplete="username" value={user.email} />
        <Field
          label={sessionEndedDialogWords.passwordOf(user.email)}
          error={isMissing ? sessionEndedDialogWords.enterPassword : undefined}
        >
          {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
        </Field>
        {openId?.label !== null && openId !== undefined && (
          <a
            href="/api/auth/openid/start"
            target="_blank"
            rel="noreferrer"
            className={buttonClass({ className: 'w-full' })}
          >
            {sessionEndedDialogWords.signInWith(openId.label)}
          </a>
        )}
      </form>
    </Dialog>
  )
}

/** Checks who is signed in now and whenever the page becomes visible: another tab might have signed in. */
function useSignInElsewhere(): void {
  const { refetch } = useQuery(session.current())
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === 'visible') void refetch()
    }
    refresh()
    addEventListener('focus', refresh)
    document.addEventListener('visibilitychange', refresh)
    return () => {
      removeEventListener('focus', refresh)
      document.removeEventListener('visibilitychange', refresh)
    }
  }, [refetch])
}
