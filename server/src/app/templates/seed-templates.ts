import { StoreRefusal } from '../../domain/core/store-refusal.ts'
import { BUNDLED_TEMPLATES, type BundledTemplate } from '../../domain/templates/bundled-templates.ts'
import { documentOf } from '../../domain/templates/template-document.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'
import { nowText, type AppContext } from '../core/context.ts'

type Context = Pick<AppContext, 'templates' | 'clock' | 'log'>

/**
 * Updates the bundled templates to this version of the product. New ones are added; changed ones get a new
 * version, which reaches their pipelines when these are updated. A bundled template whose name the team uses
 * is skipped.
 */
export async function seedTemplates(context: Context): Promise<void> {
  for (const bundled of BUNDLED_TEMPLATES) {
    const stored = await context.templates.find(bundled.id)
    try {
      if (stored === undefined) await context.templates.create(recordOf(context, bundled))
      else if (differs(stored, bundled)) {
        const record = recordOf(context, bundled)
        await context.templates.update({
          ...record,
          version: stored.version + 1,
          createdAt: stored.createdAt,
        })
      }
    } catch (error) {
      if (!(error instanceof StoreRefusal)) throw error
      context.log.warn({ template: bundled.name }, 'A template with the name of a bundled one replaces it')
    }
  }
}

const differs = (stored: TemplateRecord, bundled: BundledTemplate): boolean =>
  stored.damaged !== undefined || JSON.stringify(documentOf(stored)) !== JSON.stringify(documentOf(bundled))

function recordOf(context: Context, bundled: BundledTemplate): TemplateRecord {
  const at = nowText(context)
  return { ...bundled, version: 1, bundled: true, createdAt: at, updatedAt: at, updatedByName: null }
}
