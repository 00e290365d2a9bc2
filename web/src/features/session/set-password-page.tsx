import { RUNS_CODE } from '@flx/shared/access/role'
import { MINIMUM_PASSWORD_LENGTH } from '@flx/shared/access/setup'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { linkedUser, setPasswordByLink } from '#web/api/access/accounts.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { signIn } from '#web/api/access/session.ts'
import { Entrance } from '#web/layouts/entrance.tsx'
import { revokedTokensText } from '#web/lib/token-words.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { setPasswordPageWords } from './words.ts'

/**
 * Sets a password, opened with a link from an administrator. The link's secret is behind the "#" and is sent
 * only in request bodies.
 */
export function Component() {
  const secret = useLocation().hash.slice(1)
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const [revokeTokens, setRevokeTokens] = useState(true)
  const toast = useToast()
  const user = useQuery({ ...linkedUser(secret), enabled: secret !== '', retry: false })
  const setting = useMutation(setPasswordByLink())
  const entering = useMutation(signIn())

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const input = new FormData(event.currentTarget).get('password')
    const password = typeof input === 'string' ? input : ''
    if (password.length < MINIMUM_PASSWORD_LENGTH)
      return setProblem(setPasswordPageWords.tooShort(MINIMUM_PASSWORD_LENGTH))
    setProblem(undefined)
    try {
      const { email, revokedTokens: count } = await setting.mutateAsync({ secret, password, revokeTokens })
      await entering.mutateAsync({ email, password, rememberMe: true })
      await navigate(paths.home(), { replace: true })
      if (count > 0) toast.done(setPasswordPageWords.saved(revokedTokensText(count)))
    } catch (error) {
      // The password is set. The user can still sign in manually.
      if (!isProblem(error) || setting.isSuccess) await navigate(paths.signIn(), { replace: true })
    }
  }

  if (secret === '' || user.error !== null) {
    return (
      <Entrance title={setPasswordPageWords.setYourPassword} intro={setPasswordPageWords.badLink}>
        <Notice tone="danger">{secret === '' ? setPasswordPageWords.cutLink : messageOf(user.error)}</Notice>
        <a href={paths.signIn()} className="mt-4 inline-block text-sm font-medium text-accent underline">
          {setPasswordPageWords.signIn}
        </a>
      </Entrance>
    )
  }
  const error = setting.error
  return (
    <Entrance
      title={setPasswordPageWords.setYourPassword}
      intro={
        user.data === undefined
          ? setPasswordPageWords.loading
          : setPasswordPageWords.welcome(user.data.name, user.data.email)
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        {error !== null && <Notice tone="danger">{messageOf(error)}</Notice>}
        <input
          type="hidden"
          name="username"
          autoComplete="username"
          value={user.data?.email ?? ''}
          readOnly
        />
        <Field
          label={setPasswordPageWords.newPassword}
          error={problem}
          hint={setPasswordPageWords.passwordHint(MINIMUM_PASSWORD_LENGTH)}
        >
          {(control) => (
            // The only field of the page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <PasswordInput {...control} name="password" autoComplete="new-password" autoFocus />
          )}
        </Field>
        {user.data?.tokens !== undefined && (
          <Checkbox
            checked={revokeTokens}
            onChange={(event) => setRevokeTokens(event.target.checked)}
            label={setPasswordPageWords.revokeTokens(user.data.tokens)}
            hint={setPasswordPageWords.revokeTokensHint}
          />
        )}
        {user.data?.canRunCode === true && <Notice tone="caution">{RUNS_CODE}</Notice>}
        <Button
          type="submit"
          variant="primary"
          className="w-full"
          busy={user.isPending || setting.isPending || entering.isPending}
        >
          {setPasswordPageWords.setPasswordAndSign}
        </Button>
      </form>
    </Entrance>
  )
}
