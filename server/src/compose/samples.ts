import { fileURLToPath } from 'node:url'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { pipelineCreateSchema, type PipelineCreate } from '@flx/shared/pipelines/pipeline-body'

import { SAMPLE_PIPELINES } from '../connectors/sample-pipelines.ts'

const SAMPLES_FOLDER = fileURLToPath(new URL('../connectors/samples', import.meta.url))

/** Returns the sample pipelines with the path of this installation's sample data. */
export function samplePipelines(): PipelineCreate[] {
  const fillPaths = (text: string): string => text.replaceAll('{samples}', SAMPLES_FOLDER)
  return SAMPLE_PIPELINES.map((sample) => {
    const pipeline = pipelineCreateSchema.parse(sample)
    const config = Object.entries(pipeline.config).map(([plugin, settings]) => [
      plugin,
      mapTextsOf(settings, fillPaths),
    ])
    return { ...pipeline, config: Object.fromEntries(config) }
  })
}

function mapTextsOf(object: JsonObject, map: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, mapTexts(value, map)]))
}

function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map))
  return isJsonObject(value) ? mapTextsOf(value, map) : value
}
