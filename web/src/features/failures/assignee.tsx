import type { Assignee as User } from '@flx/shared/failures/failure-cause'
import { CircleUserRound } from 'lucide-react'

import { causeTableWords } from './words.ts'

const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}

/** The user to whom a cause is assigned. */
export function Assignee({ user }: { user: User | null }) {
  if (user === null) {
    return (
      <span className="flex items-center gap-1.5 text-text-faint">
        <CircleUserRound aria-hidden className="size-4.5 shrink-0" />
        {causeTableWords.unassigned}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span
        aria-hidden
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-[0.5625rem] font-semibold text-accent"
      >
        {initialsOf(user.name)}
      </span>
      <span className="min-w-0 wrap-anywhere">{user.name}</span>
    </span>
  )
}
