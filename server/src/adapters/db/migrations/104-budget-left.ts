import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the remainder of the error budget to each pipeline, to filter and sort lists. Pipelines with an objective are
 * due at once: the server computes them after it has started.
 */
export async function budgetLeft(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const filters = 'is_active, type, last_status, extractor, loader, owner, stale_at, close_at, archived_at'
  const statements = [
    `alter table pipeline add column budget_left integer not null default 10001`,
    `alter table pipeline add column budget_due_at ${text} not null default ''`,
    `update pipeline set budget_due_at = '0'
      where archived_at is null and (success_objective is not null or freshness_objective is not null)`,
    `create index pipeline_by_budget on pipeline (budget_left, id${dialect === 'sqlite' ? `, ${filters}` : ''})
      where archived_at is null`,
    `create index pipeline_budget_due on pipeline (budget_due_at, id)
      where archived_at is null and budget_due_at <> ''`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
