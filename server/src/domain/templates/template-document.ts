import type { JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import type { TemplateRecord } from './template-store.ts'

/** A template as people fill it in, as plain JSON, to find differences. */
export const documentOf = ({
  name,
  description,
  content,
}: Pick<TemplateRecord, 'name' | 'description' | 'content'>): JsonObject =>
  parseJson(JSON.stringify({ name, description, ...content })) as JsonObject
