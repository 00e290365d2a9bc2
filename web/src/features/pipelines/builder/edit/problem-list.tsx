import { CircleAlert, TriangleAlert } from 'lucide-react'

import type { BuilderProblem } from '../checks/problems.ts'
import { problemListWords as words } from './words.ts'

/** Lists all problems. Each opens its step and field. */
export function ProblemList({
  problems,
  nameOf,
  onJump,
}: {
  problems: readonly BuilderProblem[]
  nameOf: (step: string | null) => string
  onJump: (problem: BuilderProblem) => void
}) {
  if (problems.length === 0) return <p className="px-4 py-2 text-sm text-text-soft">{words.none}</p>
  return (
    <ul aria-label={words.label} className="max-h-44 overflow-y-auto py-1">
      {problems.map((problem) => (
        <li key={problem.id}>
          <button
            type="button"
            className="touch flex w-full items-start gap-2 px-4 py-1.5 text-left text-sm hover:bg-hover"
            onClick={() => onJump(problem)}
          >
            {problem.severity === 'error' ? (
              <CircleAlert aria-label={words.error} className="mt-0.5 size-4 shrink-0 text-danger" />
            ) : (
              <TriangleAlert aria-label={words.warning} className="mt-0.5 size-4 shrink-0 text-caution" />
            )}
            <span className="w-32 shrink-0 truncate font-mono text-xs/5 text-text-soft">
              {nameOf(problem.step)}
            </span>
            <span className="min-w-0">{problem.text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
