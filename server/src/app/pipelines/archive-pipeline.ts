import { conflict } from '../../domain/core/errors.ts'
import { aboutPipeline } from '../access/audit-notes.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { eraseConfig } from '../settings/pipeline-secrets.ts'
import { eraseRunner } from '../settings/runner-secrets.ts'
import { findPipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'executions' | 'clock'>

/**
 * Archives a pipeline: removes it from the lists and erases its secrets; history and states stay (decision
 * 18). Idempotent. Throws AppError `conflict` while an execution is unfinished.
 */
export async function archivePipeline(context: Context, id: string, actor: Actor): Promise<void> {
  const record = await findPipeline(context, id)
  if (record.archivedAt !== null) return
  const { placed } = await pipelinePlugins(context.plugins, record)
  const config = record.damaged?.includes('config') === true ? undefined : eraseConfig(record, placed)
  const runner = record.damaged?.includes('runner') === true ? undefined : eraseRunner(record.runner)
  const template = record.template === null ? null : { ...record.template, secrets: {} }
  const note = aboutPipeline(actor, record, 'archive')
  if (await context.pipelines.archive(id, nowText(context), { config, runner, template }, note)) return
  const [unfinished] = await context.executions.unfinishedOf(id)
  throw conflict(
    `Cannot delete pipeline "${record.name}" while an execution is unfinished. Cancel it, or wait until it ends.`,
    unfinished === undefined ? undefined : { executionId: unfinished.id },
  )
}
