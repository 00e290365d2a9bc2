import type { PasswordLink } from '@flx/shared/password-link'

import { CodeBlock } from '#web/ui/code-block.tsx'
import { DateOnly } from '#web/ui/time.tsx'

/** A link for somebody else, which the server shows this once. */
export function PasswordLinkNotice({ name, link }: { name: string; link: PasswordLink }) {
  return (
    <>
      <p className="mb-3">
        Pass this link on to {name}, who chooses a password with it. It works once, until{' '}
        <DateOnly at={link.expiresAt} />, and is not shown again.
      </p>
      <CodeBlock label="The link" text={`${location.origin}${link.path}`} wrap />
    </>
  )
}
