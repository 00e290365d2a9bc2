import type { PasswordLink } from '@flx/shared/access/password-link'

import { CodeBlock } from '#web/ui/code-block.tsx'
import { DateOnly } from '#web/ui/time.tsx'
import { passwordLinkNoticeWords } from './words.ts'

/** A link for another user, which the server shows only once. */
export function PasswordLinkNotice({ name, link }: { name: string; link: PasswordLink }) {
  return (
    <>
      <p className="mb-3">
        {passwordLinkNoticeWords.passOn(name)} <DateOnly at={link.expiresAt} />
        {passwordLinkNoticeWords.shownOnce}
      </p>
      <CodeBlock label={passwordLinkNoticeWords.link} text={`${location.origin}${link.path}`} wrap />
    </>
  )
}
