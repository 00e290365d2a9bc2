import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'

const LOAD_SCHEMA = '$MELTANO_EXTRACT__LOAD_SCHEMA'
const NAMESPACE = '$MELTANO_EXTRACTOR_NAMESPACE'

/**
 * Returns the definitions of a plugin, with the schema that Meltano derives from the extractor in place of
 * its variable: `tap_postgres`. A schema that is itself a variable is left for the execution to resolve.
 */
export function withLoadSchema(
  definitions: readonly SettingDefinition[],
  extractor: string,
  settings: JsonObject,
): readonly SettingDefinition[] {
  const configured = settings['_load_schema']
  const schema =
    typeof configured === 'string' && configured !== NAMESPACE
      ? configured
      : extractor.replaceAll(/[^A-Za-z0-9]/g, '_')
  if (extractor === '' || schema.includes('$')) return definitions
  return definitions.map((definition) =>
    definition.value === LOAD_SCHEMA ? { ...definition, value: schema } : definition,
  )
}
