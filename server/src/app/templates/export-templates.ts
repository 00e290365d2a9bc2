import { notFound } from '../../domain/core/errors.ts'
import { templatesText } from '../pipelines/documents/export-pipelines.ts'
import type { TemplateContext } from './template-context.ts'

/**
 * Exports templates as a YAML document: the team's own, or those with the given IDs. Throws AppError
 * `not-found`.
 */
export async function exportTemplates(
  { templates }: Pick<TemplateContext, 'templates'>,
  { ids }: { ids?: string[] | undefined },
): Promise<string> {
  const records = await templates.list()
  const missing = ids?.find((id) => !records.some((record) => record.id === id))
  if (missing !== undefined) throw notFound('template', missing)
  const text = templatesText(records.filter(({ id }) => ids?.includes(id) !== false))
  return `version: 1\n${text}${/^templates:$/m.test(text) ? '' : 'templates: []\n'}`
}
