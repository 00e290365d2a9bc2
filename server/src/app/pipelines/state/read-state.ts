import type { List } from '@flx/shared/core/list'
import type { MeltanoState, StateVersion, StateVersionsQuery } from '@flx/shared/executions/state/state'
import type { Json } from '@flx/shared/json/json'

import { invalid, notFound } from '../../../domain/core/errors.ts'
import { stateChanges } from '../../../domain/executions/execution-comparison.ts'
import { meltanoDocument } from '../../../domain/singer/state/state-documents.ts'
import type { AppContext } from '../../core/context.ts'
import { findPipeline } from '../show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'states'>

/**
 * Returns the current state in the format of `meltano state import`, with secrets masked. Throws AppError
 * `not-found` if there is none.
 */
export async function exportState(context: Context, id: string): Promise<MeltanoState> {
  const pipeline = await findPipeline(context, id)
  const current = await context.states.current(id)
  if (current === undefined || current.value === null)
    throw notFound('state of pipeline', `"${pipeline.name}"`)
  return meltanoDocument(current.value)
}

/** Returns the versions of the state, newest first. */
export async function listStates(
  context: Context,
  id: string,
  { limit, cursor }: StateVersionsQuery,
): Promise<List<StateVersion>> {
  await findPipeline(context, id)
  const before = cursor === undefined || cursor === '' ? undefined : Number(cursor)
  if (before !== undefined && !Number.isSafeInteger(before))
    throw invalid('The cursor is not valid.', 'cursor')
  const found = await context.states.versions(id, limit + 1, before)
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? String(items.at(-1)?.version) : null }
}

/** Lists the changes between two versions; version 0 stands for no state. */
export async function compareStates(
  context: Context,
  id: string,
  { from, to }: { from: number; to: number },
) {
  await findPipeline(context, id)
  const [before, after] = await Promise.all([shownVersion(context, id, from), shownVersion(context, id, to)])
  return { changes: stateChanges(before, after) }
}

async function shownVersion(context: Context, id: string, version: number): Promise<Json> {
  if (version === 0) return null
  const found = await context.states.version(id, version)
  if (found === undefined) throw notFound('version of the state', String(version))
  return found.value
}
