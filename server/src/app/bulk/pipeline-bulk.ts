import type { PipelineBulkAction, PipelineFilter } from '@flx/shared/pipelines/pipeline-list'

import { archivePipeline } from '../pipelines/archive-pipeline.ts'
import type { BulkEffect, BulkOperation, BulkTarget } from './bulk-targets.ts'
import type { AppContext, Requester } from '../core/context.ts'
import { executePipeline } from '../executions/execute-pipeline.ts'
import { restorePipeline } from '../pipelines/restore-pipeline.ts'
import { setPipelineActive } from '../pipelines/set-pipeline-active.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

/** Returns the bulk actions for pipelines. `byTemplates` defines the actions on items of templates. */
export function pipelineBulk(
  context: AppContext,
  byTemplates: Record<'create' | 'update', BulkOperation['perform']>,
): BulkTarget<PipelineFilter> {
  const operations: Record<PipelineBulkAction | 'create' | 'update', BulkOperation> = {
    create: { role: 'editor', undo: 'delete', perform: byTemplates.create },
    update: { role: 'editor', undo: null, perform: byTemplates.update },
    activate: {
      role: 'operator',
      undo: 'deactivate',
      perform: (id, requester) => setPipelineActive(context, id, true, requester),
    },
    deactivate: {
      role: 'operator',
      undo: 'activate',
      perform: (id, requester) => setPipelineActive(context, id, false, requester),
    },
    execute: { role: 'operator', undo: null, perform: (id, requester) => execute(context, id, requester) },
    delete: {
      role: 'editor',
      undo: 'restore',
      perform: (id, { actor }) =>
        changeUnless(
          context,
          id,
          (archived) => archived,
          () => archivePipeline(context, id, actor),
        ),
    },
    restore: {
      role: 'editor',
      undo: 'delete',
      perform: (id, { actor }) =>
        changeUnless(
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

async function execute(context: AppContext, id: string, requester: Requester): Promise<BulkEffect> {
  const { id: resultId } = await executePipeline(context, id, { fullRefresh: false }, requester)
  return { resultId }
}

async function changeUnless(
  context: AppContext,
  id: string,
  isUnchanged: (archived: boolean) => boolean,
  change: () => Promise<unknown>,
): Promise<BulkEffect> {
  const { archivedAt } = await findPipeline(context, id)
  if (isUnchanged(archivedAt !== null)) return 'unchanged'
  await change()
  return 'changed'
}
