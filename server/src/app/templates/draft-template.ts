import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { isReference } from '@flx/shared/settings/setting-value'
import {
  templateBodySchema,
  templateParameterSchema,
  type TemplateDraft,
  type TemplateParameter,
} from '@flx/shared/templates/template'

import { conflict } from '../../domain/core/errors.ts'
import { ownFields } from '../../domain/templates/template-fields.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import type { TemplateContext } from './template-context.ts'

/**
 * Drafts a template from a pipeline, for review before saving. Every secret becomes a secret parameter; none
 * is copied. Throws AppError `conflict` for a pipeline that Meltano performs.
 */
export async function draftTemplate(
  context: Pick<TemplateContext, 'pipelines' | 'plugins'>,
  pipelineId: string,
): Promise<TemplateDraft> {
  const record = await findPipeline(context, pipelineId)
  if (record.runner.kind === 'meltano')
    throw conflict(
      `Cannot make a template of pipeline "${record.name}": Meltano runs it, and only administrators can set what that needs, on each pipeline.`,
    )
  if (record.damaged !== undefined)
    throw conflict(`Cannot make a template of pipeline "${record.name}": it is damaged in the database.`)
  const { placed } = await pipelinePlugins(context.plugins, record)
  const parameters: TemplateParameter[] = [parameter('name', 'text', 'Name of the pipeline.')]
  const shown = hideConfig(record, placed)
  const config = Object.fromEntries(
    Object.entries(shown).map(([plugin, settings]) => [
      plugin,
      withParameters(settings, record.config[plugin] ?? {}, plugin, parameters) as JsonObject,
    ]),
  )
  const { name, ...body } = ownFields(record)
  return {
    name: `${name} template`.slice(0, 100),
    description: record.description,
    naming: '{name}',
    parameters,
    body: templateBodySchema.parse({ ...body, config }),
    locked: [],
  }
}

const parameter = (name: string, kind: 'text' | 'secret', help: string): TemplateParameter =>
  templateParameterSchema.parse({ name, kind, help })

/** Replaces each secret in the settings with a secret parameter; references are kept. */
function withParameters(
  shown: Json,
  stored: Json | undefined,
  path: string,
  parameters: TemplateParameter[],
): Json {
  if (isSecretMarker(shown)) {
    if (typeof stored === 'string' && isReference(stored)) return stored
    const name = freeName(path.split('.').at(-1) ?? '', parameters)
    parameters.push(parameter(name, 'secret', `For ${path}.`.slice(0, 500)))
    return `\${params.${name}}`
  }
  if (Array.isArray(shown)) {
    const items = Array.isArray(stored) ? stored : []
    return shown.map((item, index) => withParameters(item, items[index], `${path}.${index}`, parameters))
  }
  if (!isJsonObject(shown)) return shown
  const inside = isJsonObject(stored) ? stored : {}
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [
      key,
      withParameters(
        value,
        Object.hasOwn(inside, key) ? inside[key] : undefined,
        `${path}.${key}`,
        parameters,
      ),
    ]),
  )
}

function freeName(suggestion: string, parameters: readonly TemplateParameter[]): string {
  const plain = suggestion
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 50)
  const base = plain === '' ? 'secret' : plain
  const taken = new Set(parameters.map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`
    if (!taken.has(name)) return name
  }
}
