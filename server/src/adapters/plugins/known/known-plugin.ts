import { HUB_TYPES, type HubType } from '@flx/shared/plugins/hub'
import { pluginCreateSchema, SETTING_KINDS, type SettingDefinition } from '@flx/shared/plugins/plugin'
import type { JsonObject } from '@flx/shared/json/json'

import type { KnownPlugin } from '../../../domain/plugins/hub.ts'

/** One variant, in short form. */
export interface KnownVariant {
  variant: string
  pip: string
  executable?: string
  capabilities?: readonly string[]
  /** `name`, `name:kind` or `name:kind(a|b)`, each with an optional `=default` at the end. */
  settings: readonly string[]
  needs?: readonly (readonly string[])[]
  docs?: string
  extras?: JsonObject
}

/** Capabilities of SDK taps and targets. */
export const SDK_TAP = ['about', 'catalog', 'discover', 'state', 'stream-maps', 'schema-flattening', 'batch']
export const SDK_TARGET = ['about', 'stream-maps', 'schema-flattening']
export const CLASSIC_TAP = ['catalog', 'discover', 'state']
/** Taps from before catalogues: `--properties`. */
export const PROPERTIES_TAP = ['properties', 'discover', 'state']

/** Settings that sign in to Snowflake and select a place there; the same for extractor and loader. */
export const SNOWFLAKE_ACCOUNT = [
  'account',
  'user',
  'password:password',
  'private_key:password',
  'database',
  'schema',
  'warehouse',
  'role',
]

/** Creates an entry of the built-in catalogue. Throws for a mistake in an entry: a test reads the whole list. */
export function known(
  hubType: HubType,
  name: string,
  label: string,
  ...variants: readonly KnownVariant[]
): KnownPlugin {
  return {
    hubType,
    label,
    variants: variants.map(({ variant, pip, executable, capabilities, settings, needs, docs, extras }) =>
      pluginCreateSchema.parse({
        ...HUB_TYPES[hubType],
        name,
        label,
        variant,
        pipUrl: pip,
        executable: executable ?? null,
        capabilities: [...(capabilities ?? [])],
        settingDefinitions: settings.map(readSetting),
        settingGroups: needs ?? [],
        docs: docs ?? `https://hub.meltano.com/${hubType}/${name}--${variant}`,
        settings: extras ?? {},
      }),
    ),
  }
}

const SETTING = /^([^:=]+)(?::([a-z0-9_]+)(?:\(([^)]*)\))?)?(?:=(.*))?$/s

function readSetting(text: string): SettingDefinition {
  const [, name = '', kindName, choices, value] = SETTING.exec(text) ?? []
  const kind = SETTING_KINDS.find((candidate) => candidate === kindName)
  if (name === '' || (kindName !== undefined && kind === undefined)) throw new Error(`Not a setting: ${text}`)
  return {
    name,
    ...(kind === undefined ? { kind: 'string' } : { kind }),
    ...(kind === 'password' ? { sensitive: true } : {}),
    ...(choices === undefined ? {} : { options: choices.split('|').map((option) => ({ value: option })) }),
    ...(value === undefined ? {} : { value: typed(kind, value) }),
  }
}

function typed(kind: SettingDefinition['kind'], value: string) {
  if (kind === 'integer' || kind === 'decimal') return Number(value)
  return kind === 'boolean' ? value === 'true' : value
}
