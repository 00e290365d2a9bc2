import type { Pipeline, PipelineCreate } from '@flx/shared/pipeline'

import { AppError } from '../domain/errors.ts'
import type { PipelineRecord } from '../domain/records.ts'
import { pipelineCreated } from './audit-notes.ts'
import { checkPipeline } from './check-pipeline.ts'
import { nowText, type Actor, type AppContext } from './context.ts'
import { presentPipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock' | 'newId'>

/** Creates a pipeline. Throws AppError `invalid` per field, `conflict` when the name is taken. */
export async function createPipeline(
  context: Context,
  body: PipelineCreate,
  actor: Actor,
): Promise<Pipeline> {
  const config = await checkPipeline(context, body, {}, null)
  await refuseTakenName(context, body.name, null)
  const at = nowText(context)
  const record: PipelineRecord = {
    ...body,
    config,
    id: context.newId(),
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    version: 1,
  }
  const note = await pipelineCreated(context, actor, record)
  await withFreeName(context, record, () => context.pipelines.create(record, note))
  return presentPipeline(context, record)
}

/** Names are unique among pipelines that are not archived (decision 18). */
export async function refuseTakenName(
  context: Pick<AppContext, 'pipelines'>,
  name: string,
  ownId: string | null,
): Promise<void> {
  const other = await context.pipelines.findByName(name)
  if (other === undefined || other.id === ownId) return
  throw nameTaken(name)
}

/** Two may have found the name free at once; the database lets one of them have it. */
export async function withFreeName<T>(
  context: Pick<AppContext, 'pipelines'>,
  record: Pick<PipelineRecord, 'id' | 'name'>,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    await refuseTakenName(context, record.name, record.id)
    throw error
  }
}

function nameTaken(name: string): AppError {
  const message = `There is already a pipeline named "${name}". Choose another name.`
  return new AppError('conflict', message, { fields: [{ path: 'name', message }] })
}
