import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { isSecretMarker } from '@flx/shared/settings/secret'

import { bodyOf, type PipelineBody } from './pipeline-body.ts'

/**
 * Returns a copy of a pipeline without its secrets, which cannot be read back. The copy is inactive: with the
 * same schedule and target it would load the same data twice.
 */
export function copyOf(pipeline: Pipeline): { body: PipelineBody; secrets: string[] } {
  const secrets: string[] = []
  const strip = (value: Json, path: string): Json | undefined => {
    if (isSecretMarker(value)) {
      secrets.push(path)
      return undefined
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => strip(item, `${path}.${index}`)).filter((item) => item !== undefined)
    }
    return isJsonObject(value) ? stripObject(value, `${path}.`) : value
  }
  const stripObject = (object: JsonObject, path: string): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([key, value]) => {
        const stripped = strip(value, `${path}${key}`)
        return stripped === undefined ? [] : [[key, stripped]]
      }),
    )
  const config = Object.fromEntries(
    Object.entries(pipeline.config).map(([plugin, settings]) => [
      plugin,
      stripObject(settings, `${plugin}: `),
    ]),
  )
  const name = `${pipeline.name.slice(0, 248)} (copy)`
  return { body: { ...bodyOf(pipeline), name, config, isActive: false }, secrets }
}
