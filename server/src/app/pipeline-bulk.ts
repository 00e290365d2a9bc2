import type { PipelineBulkAction, PipelineFilter } from '@flx/shared/pipeline'

import { archivePipeline } from './archive-pipeline.ts'
import type { BulkEffect, BulkOperation, BulkTarget } from './bulk-targets.ts'
import type { Actor, AppContext } from './context.ts'
import { executePipeline } from './execute-pipeline.ts'
import { restorePipeline } from './restore-pipeline.ts'
import { setPipelineActive } from './set-pipeline-active.ts'
import { findPipeline } from './show-pipeline.ts'

/** What can be done to many pipelines at once. */
export function pipelineBulk(context: AppContext): BulkTarget<PipelineFilter> {
  const operations: Record<PipelineBulkAction, BulkOperation> = {
    activate: {
      role: 'operator',
      undo: 'deactivate',
      perform: (id, actor) => setPipelineActive(context, id, true, actor),
    },
    deactivate: {
      role: 'operator',
      undo: 'activate',
      perform: (id, actor) => setPipelineActive(context, id, false, actor),
    },
    execute: { role: 'operator', undo: null, perform: (id, actor) => execute(context, id, actor) },
    delete: {
      role: 'editor',
      undo: 'restore',
      perform: (id, actor) =>
        unlessSo(
          context,
          id,
          (archived) => archived,
          () => archivePipeline(context, id, actor),
        ),
    },
    restore: {
      role: 'editor',
      undo: 'delete',
      perform: (id, actor) =>
        unlessSo(
          context,
          id,
          (archived) => !archived,
          () => restorePipeline(context, id, actor),
        ),
    },
  }
  return {
    operations,
    names: (ids) => context.pipelines.names(ids),
    matching: (filter, limit) => context.pipelines.matching(filter, limit),
  }
}

async function execute(context: AppContext, id: string, actor: Actor): Promise<BulkEffect> {
  const { id: resultId } = await executePipeline(context, id, { fullRefresh: false }, actor)
  return { resultId }
}

async function unlessSo(
  context: AppContext,
  id: string,
  isSo: (archived: boolean) => boolean,
  change: () => Promise<unknown>,
): Promise<BulkEffect> {
  const { archivedAt } = await findPipeline(context, id)
  if (isSo(archivedAt !== null)) return 'unchanged'
  await change()
  return 'changed'
}
