import type { UsualBands, UsualQuery } from '@flx/shared/pipelines/usual'

import { bandRanges } from '../../domain/figures/band-ranges.ts'
import {
  expectedBand,
  type Band,
  type Measure,
  type PastExecution,
} from '../../domain/figures/expected-band.ts'
import type { JudgedExecution, UsualStore } from '../../domain/figures/usual-store.ts'
import type { AppContext } from '../core/context.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

/**
 * Returns the usual range of each recent execution of a pipeline, based on the executions before it. Throws
 * AppError `not-found`.
 */
export async function showUsual(
  { usual, ...context }: Pick<AppContext, 'pipelines' | 'usual'>,
  id: string,
  { limit }: UsualQuery,
): Promise<UsualBands> {
  const { timezone } = await findPipeline(context, id)
  const recent = await usual.last(id, limit)
  const [first] = recent
  if (first === undefined) return { timezone, items: [] }
  const ranges = bandRanges(
    recent.map(({ at }) => at),
    timezone,
  )
  const before = await usual.successes(id, ranges, first.at)
  // Earlier executions of the page also count for the later ones.
  const successes = recent.filter(({ succeeded }) => succeeded)
  const past = [...new Map([...before, ...successes].map((execution) => [execution.id, execution])).values()]
  const bandOf = (measure: Measure, execution: PastExecution) =>
    expectedBand(measure, execution, past, { timezone })
  return {
    timezone,
    items: recent.map((execution) => ({
      executionId: execution.id,
      duration: bandOf('duration', execution),
      records: bandOf('records', execution),
    })),
  }
}

/**
 * Returns the usual range for one execution; null if too little is known. `width`: the reach of the range, in
 * spreads.
 */
export async function usualFor(
  usual: UsualStore,
  execution: JudgedExecution,
  measure: Measure,
  width: number,
): Promise<Band | null> {
  const { pipelineId, timezone, at } = execution
  const past = await usual.successes(pipelineId, bandRanges([at], timezone), at)
  return expectedBand(measure, execution, past, { timezone, width })
}
