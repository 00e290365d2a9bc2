import type { Execution } from '@flx/shared/execution'
import { CircleX } from 'lucide-react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'

/** Why the execution failed: one sentence, and the log lines that explain it, each a link into the log. */
export function ErrorSummary({ execution }: { execution: Execution }) {
  return (
    <section
      aria-label="Why it failed"
      className="mb-3 rounded-lg border border-status-failed/40 bg-status-failed-soft p-4 text-sm"
    >
      <p className="flex items-start gap-2 font-medium text-status-failed">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 break-words">{execution.errorMessage}</span>
      </p>
      {execution.errorLines.length > 0 && (
        <ol className="mt-3 space-y-0.5 overflow-x-auto font-mono text-xs/5">
          {execution.errorLines.map((line) => (
            <li key={line.line} className="flex gap-3">
              <Link
                to={paths.logLine(execution.id, line.line)}
                className="tabular shrink-0 text-text-faint underline-offset-2 hover:underline"
                title={`Line ${line.line} of the log`}
              >
                {line.line}
              </Link>
              <span className="whitespace-pre text-text">{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
