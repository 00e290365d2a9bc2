import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { PipelineCreate } from '@flx/shared/pipelines/pipeline-body'
import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'

import { AppError } from '../../domain/core/errors.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import type { SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { pipelineCreated } from '../access/audit-notes.ts'
import { checkPipeline } from './check-pipeline.ts'
import { requireLabelsRole } from './check-labels.ts'
import { requireRunnerRole } from './check-runner.ts'
import { nowText, type AppContext, type Requester } from '../core/context.ts'
import { presentPipeline } from './show-pipeline.ts'

/**
 * Values for a pipeline that a template creates or changes. A null link detaches the pipeline from its
 * template.
 */
export interface FromTemplate<Link extends TemplateLink | null = TemplateLink> {
  link: Link
  /** Paths of the values of secret parameters, by plugin. */
  secretPaths: Record<string, SecretPath[]>
  /** The labels required by the template. */
  requiredLabels: readonly string[]
}

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock' | 'newId' | 'followsProject'>

/**
 * Creates a pipeline. Throws AppError `invalid` per field, `conflict` if the name is taken, and `forbidden`
 * without the role admin if Meltano performs it or it requires labels.
 */
export async function createPipeline(
  context: Context,
  body: PipelineCreate,
  requester: Requester,
  from: (FromTemplate & { id: string }) | null = null,
): Promise<Pipeline> {
  const { actor } = requester
  requireRunnerRole(requester, BUILT_IN_RUNNER, body.runner)
  requireLabelsRole(requester, body.requiredLabels, [], from?.requiredLabels ?? [])
  const checked = await checkPipeline(
    context,
    body,
    { config: {}, runner: BUILT_IN_RUNNER, secretPaths: from?.secretPaths },
    null,
  )
  await refuseTakenName(context, body.name, null)
  const at = nowText(context)
  const record: PipelineRecord = {
    ...body,
    ...checked,
    template: from?.link ?? null,
    id: from?.id ?? context.newId(),
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    version: 1,
  }
  const note = await pipelineCreated(context, actor, record)
  await withFreeName(record.name, () => context.pipelines.create(record, note))
  return presentPipeline(context, record)
}

/** Throws if the name is taken. Names are unique among pipelines that are not archived. */
export async function refuseTakenName(
  context: Pick<AppContext, 'pipelines'>,
  name: string,
  ownId: string | null,
): Promise<void> {
  const existing = await context.pipelines.findByName(name)
  if (existing === undefined || existing.id === ownId) return
  throw nameTaken(name)
}

/**
 * Reports a name conflict from the database: of two requests that found a name free at the same time, it
 * refuses one.
 */
export const withFreeName = <T>(name: string, write: () => Promise<T>): Promise<T> =>
  refusedAs(write, ({ reason }) => (reason === 'name-taken' ? nameTaken(name) : undefined))

function nameTaken(name: string): AppError {
  const message = `A pipeline named "${name}" already exists. Choose another name.`
  return new AppError('conflict', message, { fields: [{ path: 'name', message }] })
}
