import type { Pipeline } from '@flx/shared/pipelines/pipeline'

import { conflict } from '../../domain/core/errors.ts'
import { aboutPipeline } from '../access/audit-notes.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { refuseTakenName, withFreeName } from './create-pipeline.ts'
import { findPipeline, presentPipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock'>

/** Restores an archived pipeline, without its secrets. Throws AppError `conflict` if its name is taken. */
export async function restorePipeline(context: Context, id: string, actor: Actor): Promise<Pipeline> {
  const stored = await findPipeline(context, id)
  if (stored.archivedAt === null) return presentPipeline(context, stored)
  await refuseTakenName(context, stored.name, stored.id)
  const record = {
    ...stored,
    archivedAt: null,
    version: stored.version + 1,
    updatedAt: nowText(context),
  }
  const note = aboutPipeline(actor, record, 'restore')
  if (!(await withFreeName(record.name, () => context.pipelines.update(record, stored.version, note)))) {
    throw conflict(`Pipeline "${stored.name}" has changed in the meantime. Reload it.`)
  }
  return presentPipeline(context, record)
}
