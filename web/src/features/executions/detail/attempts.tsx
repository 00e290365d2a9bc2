import type { Execution } from '@flx/shared/executions/execution'
import { clsx } from 'clsx'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { attemptsWords } from '../words.ts'

/** The number of this attempt, with links to the other attempts. */
export function Attempts({ execution }: { execution: Execution }) {
  const { attempts, attempt, maxAttempts } = execution
  if (attempts.length === 0) return null
  return (
    <nav
      aria-label={attemptsWords.attempts}
      className="flex flex-wrap items-center gap-1.5 text-sm text-text-soft"
    >
      <span>
        {attemptsWords.attempt(attempt)}
        {attempt <= maxAttempts && attemptsWords.of(maxAttempts)}
      </span>
      <ol className="flex flex-wrap gap-1">
        {attempts.map((other) => {
          const { icon: Icon, word, text } = STATUS_LOOKS[other.status]
          const isCurrent = other.id === execution.id
          return (
            <li key={other.id}>
              <Link
                to={paths.execution(other.id)}
                aria-current={isCurrent ? 'page' : undefined}
                aria-label={attemptsWords.other(other.attempt, word)}
                title={attemptsWords.other(other.attempt, word)}
                className={clsx(
                  'touch inline-flex h-6 items-center gap-1 rounded-sm border px-1.5 text-xs',
                  isCurrent ? 'border-line-strong bg-sunken' : 'border-line hover:bg-hover',
                )}
              >
                <Icon aria-hidden className={clsx('size-3', text)} />
                {other.attempt}
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
