import { invalid } from '../../domain/core/errors.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'

/** Throws AppError `invalid` for a template whose content could not be read. */
export function refuseDamagedTemplate({ name, damaged }: TemplateRecord): void {
  if (damaged === undefined) return
  throw invalid(
    `The template "${name}" is damaged in the database and cannot be used. Save it again, or restore a backup.`,
  )
}
