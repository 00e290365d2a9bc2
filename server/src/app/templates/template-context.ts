import { notFound } from '../../domain/core/errors.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'
import type { AppContext } from '../core/context.ts'

/** Dependencies of the use cases about templates. */
export type TemplateContext = Pick<
  AppContext,
  'templates' | 'pipelines' | 'plugins' | 'states' | 'executions' | 'clock' | 'newId' | 'followsProject'
>

/** Returns the record of a template. Throws AppError `not-found`. */
export async function findTemplate(
  { templates }: Pick<AppContext, 'templates'>,
  id: string,
): Promise<TemplateRecord> {
  const record = await templates.find(id)
  if (record === undefined) throw notFound('template', id)
  return record
}
