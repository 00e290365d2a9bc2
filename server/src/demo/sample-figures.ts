import type SqliteDatabase from 'better-sqlite3'

import { limitColumns } from '../adapters/db/executions/recent-figures.ts'
import type { PipelineRow } from '../adapters/db/core/schema.ts'
import { NOTHING_ENDED, recentFigures, RECENT_EXECUTIONS } from '../domain/figures/recent-figures.ts'
import { createRandom } from './random.ts'
import {
  followObjectives,
  writeSampleObjectives,
  noObjectives,
  sampleObjectives,
  type SampleObjectives,
} from './sample-objectives.ts'

/** The figures of its executions that are stored with a pipeline. */
export interface PipelineFigures {
  loadedAt: string
  last: { status: string; durationMs: number }[]
  objectives: SampleObjectives
}

/** Counts one more execution of a history. */
export function countExecution(
  figuresByPipeline: Map<string, PipelineFigures>,
  row: { pipeline_id: string; status: string; finished_at: string; duration_ms: number },
): void {
  const figures = figuresByPipeline.get(row.pipeline_id) ?? {
    loadedAt: '',
    last: [],
    objectives: noObjectives(),
  }
  if (row.status === 'success') figures.loadedAt = row.finished_at
  figures.last.push({ status: row.status, durationMs: row.duration_ms })
  if (figures.last.length > RECENT_EXECUTIONS) figures.last.shift()
  followObjectives(figures.objectives, row, Date.now())
  figuresByPipeline.set(row.pipeline_id, figures)
}

/** Writes the figures to the pipelines. */
export function writeSampleFigures(
  sqlite: SqliteDatabase.Database,
  figuresByPipeline: ReadonlyMap<string, PipelineFigures>,
): void {
  const read = sqlite.prepare<string, Pick<PipelineRow, 'created_at'>>(
    'select created_at from pipeline where id = ?',
  )
  const update = sqlite.prepare(
    `update pipeline set freshness_target_seconds = @freshness_target_seconds, loaded_at = @loaded_at, stale_at = @stale_at, close_at = @close_at,
      recent_success = @recent_success, recent_p95_ms = @recent_p95_ms, objective_last = @objective_last,
      objective_failed_at = @objective_failed_at, success_objective = @success_objective,
      freshness_objective = @freshness_objective, budget_due_at = '0' where id = @id`,
  )
  const random = createRandom(11)
  const objectiveRandom = createRandom(12)
  for (const [id, { loadedAt, last, objectives }] of figuresByPipeline) {
    const row = read.get(id)
    if (row === undefined) continue
    const { successPermille, p95Ms } = recentFigures(last)
    const target = targetFor((Date.now() - Date.parse(loadedAt)) / 1000, random.next())
    update.run({
      id,
      freshness_target_seconds: target,
      loaded_at: loadedAt,
      objective_last: objectives.last,
      objective_failed_at: objectives.failedAt,
      ...sampleObjectives(objectives, objectiveRandom.next(), target),
      recent_success: successPermille ?? NOTHING_ENDED,
      recent_p95_ms: p95Ms ?? 0,
      ...limitColumns({ ...row, freshness_target_seconds: target, loaded_at: loadedAt }),
    })
    writeSampleObjectives(sqlite, id, objectives)
  }
}

const HOUR = 3600
/** Typical targets. */
const TARGETS = [0.5, 1, 2, 4, 6, 12, 24, 48, 72, 168].map((hours) => hours * HOUR)

/** Returns a target that suits the age of the data: most pipelines meet theirs, a few do not, some have none. */
function targetFor(age: number, chance: number): number | null {
  if (chance < 0.06 || Number.isNaN(age)) return null
  if (chance < 0.09) return TARGETS.findLast((target) => target < age) ?? null
  const room = chance < 0.12 ? 1.02 : 1.5
  return TARGETS.find((target) => target > age * room) ?? TARGETS.at(-1) ?? null
}
