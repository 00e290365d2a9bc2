import type { ListedExecution } from '@flx/shared/executions/execution'
import { Redo2, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { retryLinksWords as WORDS } from './list/words.ts'

/** Links to the retry of an execution, and to the execution that it retries. */
export function RetryLinks({
  execution: { attempt, retryOf, retriedBy },
  short = false,
}: {
  execution: Pick<ListedExecution, 'attempt' | 'retryOf' | 'retriedBy'>
  /** Names the retry only by its own number. */
  short?: boolean
}) {
  return (
    <>
      {retryOf !== null && (
        <BadgeLink
          to={paths.execution(retryOf)}
          title={`${WORDS.retryOf(attempt - 1)}. ${WORDS.retryOfHint}`}
        >
          <RotateCcw aria-hidden className="size-3" />
          {short ? WORDS.attempt(attempt) : WORDS.retryOf(attempt - 1)}
        </BadgeLink>
      )}
      {retriedBy !== null && (
        <BadgeLink to={paths.execution(retriedBy)} title={WORDS.retriedHint}>
          <Redo2 aria-hidden className="size-3" />
          {WORDS.retried}
        </BadgeLink>
      )}
    </>
  )
}

function BadgeLink({ to, title, children }: { to: string; title: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      title={title}
      className="inline-flex min-h-6 items-center rounded-sm hover:underline max-md:min-h-8"
    >
      <Badge>{children}</Badge>
    </Link>
  )
}
