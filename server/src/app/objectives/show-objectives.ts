import type { ObjectiveFigures, PipelineObjectives } from '@flx/shared/pipelines/objectives'

import { firstDayOf, measureObjectives } from '../../domain/objectives/objectives.ts'
import { nowText, type AppContext } from '../core/context.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

type Context = Pick<AppContext, 'objectives' | 'clock'>

/** Returns the objectives of one pipeline, with the budget by day. Throws AppError `not-found`. */
export async function showObjectives(
  context: Context & Pick<AppContext, 'pipelines'>,
  id: string,
): Promise<PipelineObjectives> {
  const { objectiveDays } = await findPipeline(context, id)
  const now = nowText(context)
  const from = firstDayOf(objectiveDays, Date.parse(now))
  const [stored] = await context.objectives.of([id], now)
  const days = (stored?.counts ?? []).filter(({ spanHours, at }) => spanHours === 24 && at >= from)
  return {
    days: objectiveDays,
    from: new Date(from).toISOString(),
    objectives: stored === undefined ? [] : figuresIn(stored, now),
    series: days
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, succeeded, failed, staleMs }) => ({
        day: new Date(at).toISOString(),
        succeeded,
        failed,
        staleSeconds: Math.round(staleMs / 1000),
      })),
  }
}

/** Returns the objectives of the pipelines that have any, by ID. */
export async function objectivesOf(
  context: Context,
  ids: readonly string[],
): Promise<Map<string, ObjectiveFigures[]>> {
  const now = nowText(context)
  const stored = await context.objectives.of(ids, now)
  return new Map(stored.map((pipeline) => [pipeline.id, figuresIn(pipeline, now)]))
}

const figuresIn = (
  { record, counts }: Awaited<ReturnType<Context['objectives']['of']>>[number],
  now: string,
): ObjectiveFigures[] => measureObjectives(record, counts, Date.parse(now)).map(({ figures }) => figures)
