import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'

import { pipelines } from '../pipelines/pipelines.ts'
import { templatesKey } from '../templates/templates-key.ts'
import type { LiveCache } from './apply-message.ts'
import type { Pages } from './pages.ts'

/** Reloads templates, and lists with their pipelines, when a template is created, changed or deleted. */
export function applyToTemplates(cache: LiveCache, templateId: string): void {
  cache.invalidate(templatesKey)
  cache.patch<Pages<PipelineSummary>>(pipelines.lists(), (data, key) => {
    const hasTemplate = data.pages.some(({ items }) =>
      items.some(({ template }) => template?.id === templateId),
    )
    if (hasTemplate) cache.invalidate(key)
    return data
  })
}
