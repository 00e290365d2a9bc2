import type { JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import type { TemplateRecord } from './template-store.ts'

/** Returns a template in its editable form as plain JSON, for comparisons. */
export const documentOf = ({
  name,
  description,
  content,
}: Pick<TemplateRecord, 'name' | 'description' | 'content'>): JsonObject =>
  parseJson(JSON.stringify({ name, description, ...content })) as JsonObject
