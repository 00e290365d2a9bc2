import { AppError } from '../../domain/core/errors.ts'
import type { PipelineRecord } from '../../domain/core/records.ts'
import { lockedChanges, ownFields } from '../../domain/templates/template-fields.ts'
import type { AppContext } from '../core/context.ts'

/**
 * Rejects an edit of fields that the pipeline's template locks. Throws AppError `invalid` with a problem per
 * field.
 */
export async function refuseLocked(
  { templates }: { templates: Pick<AppContext['templates'], 'find' | 'version'> },
  before: PipelineRecord,
  after: PipelineRecord,
): Promise<void> {
  const link = before.template
  if (link === null || link.unlocked) return
  const { content } = (await templates.version(link.id, link.version)) ?? {}
  if (content === undefined || content === null || content.locked.length === 0) return
  const paths = lockedChanges(ownFields(before), ownFields(after), content.locked)
  if (paths.length === 0) return
  const name = (await templates.find(link.id))?.name ?? ''
  const message = `The template "${name}" locks this field. Change it there, or unlock the fields of this pipeline.`
  const [first = ''] = paths
  throw new AppError('invalid', `Cannot change ${first} of pipeline "${before.name}": ${message}`, {
    fields: paths.map((path) => ({ path, message })),
  })
}
