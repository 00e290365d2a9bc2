import type { Pipeline, PipelineCreate } from '@flx/shared/pipelines/pipeline'
import { OWN_RUNNER } from '@flx/shared/pipelines/runner'

import { AppError } from '../../domain/core/errors.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import type { SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { pipelineCreated } from '../access/audit-notes.ts'
import { checkPipeline } from './check-pipeline.ts'
import { requireLabelsRole } from './check-labels.ts'
import { requireRunnerRole } from './check-runner.ts'
import { nowText, type AppContext, type Asker } from '../core/context.ts'
import { presentPipeline } from './show-pipeline.ts'

/** For a pipeline that a template makes or changes; null: it leaves its template. */
export interface FromTemplate<Link extends TemplateLink | null = TemplateLink> {
  link: Link
  /** By plugin, where values of secret parameters are. */
  secretPaths: Record<string, SecretPath[]>
  /** The labels that it requires by what the template says. */
  requiredLabels: readonly string[]
}

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock' | 'newId' | 'followsProject'>

/**
 * Creates a pipeline. Throws AppError `invalid` per field, `conflict` when the name is taken, and `forbidden` below
 * the role admin for one that Meltano performs, or that requires labels.
 */
export async function createPipeline(
  context: Context,
  body: PipelineCreate,
  asker: Asker,
  from: (FromTemplate & { id: string }) | null = null,
): Promise<Pipeline> {
  const { actor } = asker
  requireRunnerRole(asker, OWN_RUNNER, body.runner)
  requireLabelsRole(asker, body.requiredLabels, [], from?.requiredLabels ?? [])
  const checked = await checkPipeline(
    context,
    body,
    { config: {}, runner: OWN_RUNNER, secretPaths: from?.secretPaths },
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

/** Of two requests that found a name free at once, the database refuses one. */
export const withFreeName = <T>(name: string, write: () => Promise<T>): Promise<T> =>
  refusedAs(write, ({ reason }) => (reason === 'name-taken' ? nameTaken(name) : undefined))

function nameTaken(name: string): AppError {
  const message = `A pipeline named "${name}" already exists. Choose another name.`
  return new AppError('conflict', message, { fields: [{ path: 'name', message }] })
}
