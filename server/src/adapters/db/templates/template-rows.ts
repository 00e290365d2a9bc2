import { templateContentSchema, type TemplateContent } from '@flx/shared/templates/template'

import { parseTyped } from '../../../domain/core/text/typed-numbers.ts'
import type { StoredVersion, TemplateRecord } from '../../../domain/templates/template-store.ts'
import { fold, storable } from '../core/rows/folded-text.ts'
import { rowReader } from '../core/rows/json.ts'
import type { TemplateRow, TemplateVersionRow } from '../core/schema.ts'

/** A template with its current version. */
export type JoinedTemplateRow = TemplateRow &
  Pick<TemplateVersionRow, 'content' | 'created_by_name'> & { version_created_at: string }

/** Returns the row of a template, without its version. */
export const templateRow = (template: TemplateRecord): TemplateRow =>
  storable({
    id: template.id,
    name: template.name,
    name_key: fold(template.name),
    description: template.description,
    version: template.version,
    bundled: template.bundled ? 1 : 0,
    created_at: template.createdAt,
  })

/** Reads a template with its current version. Content that cannot be read is reported as damaged. */
export function templateRecord(row: JoinedTemplateRow): TemplateRecord {
  const content = contentOf(row.id, row.content)
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    version: row.version,
    bundled: row.bundled === 1,
    content: content ?? EMPTY_CONTENT,
    createdAt: row.created_at,
    updatedAt: row.version_created_at,
    updatedByName: row.created_by_name,
    ...(content === null && { damaged: ['content'] }),
  }
}

/** Reads a version of a template. */
export const storedVersion = (row: TemplateVersionRow): StoredVersion => ({
  version: row.version,
  content: contentOf(row.template_id, row.content),
  createdAt: row.created_at,
  createdByName: row.created_by_name,
})

/**
 * Returns the content of a version. Content that this version of the product would not accept counts as damaged, too:
 * nothing is created from it.
 */
function contentOf(id: string, text: string): TemplateContent | null {
  const read = rowReader('template_version', id)
  const parsed = parseTyped(templateContentSchema, read.json('content', text))
  if (parsed.success) return parsed.data
  if (read.damaged.length === 0) read.report('content', 'It is not the content of a template.')
  return null
}

/** Replaces content that cannot be read. */
const EMPTY_CONTENT: TemplateContent = templateContentSchema.parse({ naming: '-', body: {} })
