import type { ObjectiveState } from '@flx/shared/pipelines/objectives'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { KIND_WORDS, OBJECTIVE_WORDS, widgetWords as words } from './words.ts'

/**
 * The number of pipelines considered, those with the least budget left. Among them, a fast burn rate comes
 * first.
 */
const CANDIDATES = 25
const SHOWN = 8
const ORDER: Record<ObjectiveState, number> = { spent: 0, burning: 1, met: 2 }
const TONES: Record<ObjectiveState, string> = {
  spent: 'font-semibold text-status-failed',
  burning: 'font-semibold text-caution',
  met: 'text-text-soft',
}

/** The objectives in the worst state, of all pipelines or of those with a tag. */
export function Budgets({ tag }: { tag: string | null }) {
  const query = useInfiniteQuery(
    pipelines.list({
      sort: 'budgetLeft',
      limit: CANDIDATES,
      objectives: true,
      ...(tag === null ? {} : { tag }),
    }),
  )
  const rows = (query.data?.pages[0]?.items ?? [])
    .flatMap(({ id, name, objectives = [] }) => objectives.map((objective) => ({ id, name, ...objective })))
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.remaining - b.remaining)
    .slice(0, SHOWN)
  return (
    <Section title={KIND_WORDS.budgets.name}>
      {query.isError && query.data === undefined ? (
        <QueryError query={query} title={words.loadError} />
      ) : query.isPending ? (
        <Skeleton className="h-24 w-full" />
      ) : rows.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{words.noBudgets}</p>
      ) : (
        <ul className="space-y-1 text-sm">
          {rows.map(({ id, name, kind, objective, remaining, state }) => (
            <li key={`${id} ${kind}`} className="flex items-baseline justify-between gap-3 py-0.5">
              <Link
                to={paths.pipeline(id)}
                title={name}
                className="min-w-0 truncate rounded-sm font-medium hover:underline"
              >
                {name}
              </Link>
              <span className="flex shrink-0 gap-3">
                <span className="text-text-faint">{words.objective(OBJECTIVE_WORDS[kind], objective)}</span>
                <span className={`tabular w-24 text-right ${TONES[state]}`}>
                  {words.budgetLeft(remaining)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
