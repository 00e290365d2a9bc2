import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { nameParts } from '@flx/shared/settings/setting-path'

import type { ConnectorAbout } from './connector-about.ts'

/** The fields of a plugin that its connector also describes. */
type Described = Pick<ConnectorAbout, 'capabilities' | 'settingDefinitions'>

const ABOUT = 'about' as const
const MAX_SETTINGS = 1000
const MAX_CAPABILITIES = 50

/**
 * Merges a plugin's description with its connector's own. What the hub or a user wrote takes precedence, field by field: a
 * default such as `$MELTANO_EXTRACT__LOAD_SCHEMA` says more than the connector's. Fills gaps only, and adds settings without a
 * description. Definitions that came from the connector (`origin: about`) are replaced by its current ones. Capabilities add
 * up.
 */
export function mergeAbout(stored: Described, about: ConnectorAbout): Described {
  const written = stored.settingDefinitions.filter(({ origin }) => origin !== ABOUT)
  const described = new Map(about.settingDefinitions.map((definition) => [definition.name, definition]))
  const usedNames = new Set(written.flatMap(({ name, aliases = [] }) => [name, ...aliases]))
  const added = about.settingDefinitions
    .filter(({ name }) => !usedNames.has(name) && !overlaps(name, usedNames))
    .map((definition) => ({ ...definition, origin: ABOUT }))
  const settingDefinitions = [
    ...written.map((definition) => fillGaps(definition, findDescription(definition, described))),
    ...added,
  ].slice(0, MAX_SETTINGS)
  const capabilities = [...new Set([...stored.capabilities, ...about.capabilities])].slice(
    0,
    MAX_CAPABILITIES,
  )
  return { capabilities, settingDefinitions }
}

function findDescription(
  { name, aliases = [] }: SettingDefinition,
  described: ReadonlyMap<string, SettingDefinition>,
): SettingDefinition | undefined {
  return [name, ...aliases]
    .map((candidate) => described.get(candidate))
    .find((definition) => definition !== undefined)
}

/** Fills the missing fields of a definition. Whether a value is required is up to its author. */
function fillGaps(
  definition: SettingDefinition,
  described: SettingDefinition | undefined,
): SettingDefinition {
  if (described === undefined) return definition
  const result = { ...definition }
  if (isEmpty(result.label) && described.label !== undefined) result.label = described.label
  if (isEmpty(result.description) && described.description !== undefined)
    result.description = described.description
  if (result.kind === undefined && described.kind !== undefined) result.kind = described.kind
  // Options and defaults of another kind do not apply.
  if (result.options === undefined && described.options !== undefined && result.kind === described.kind) {
    result.options = described.options
  }
  if (result.value === undefined && described.value !== undefined && result.kind === described.kind) {
    result.value = described.value
  }
  // One source that marks it as sensitive is enough.
  if (described.sensitive === true) result.sensitive = true
  return result
}

const isEmpty = (text: string | undefined): boolean => text === undefined || text === ''

/** Whether a setting is nested in one of the others, or contains one. */
function overlaps(name: string, usedNames: ReadonlySet<string>): boolean {
  const parts = nameParts(name)
  return [...usedNames].some((other) => {
    const otherParts = nameParts(other)
    const shorter = Math.min(parts.length, otherParts.length)
    return (
      parts.length !== otherParts.length &&
      parts.slice(0, shorter).every((part, at) => part === otherParts[at])
    )
  })
}

/**
 * Returns the definitions that a user sends. A definition from the connector that the user changed becomes the user's own, so
 * the connector's next answer leaves it alone.
 */
export function ownedByEditor(
  sent: readonly SettingDefinition[],
  stored: readonly SettingDefinition[],
): SettingDefinition[] {
  const fingerprints = new Map(stored.map((definition) => [definition.name, fingerprint(definition)]))
  return sent.map((definition) => {
    if (fingerprints.get(definition.name) === fingerprint(definition)) return definition
    const { origin: _origin, ...edited } = definition
    return edited
  })
}

/** Returns a text that is equal for equal fields in any order. */
const fingerprint = (definition: SettingDefinition): string =>
  JSON.stringify(Object.entries(definition).sort(([one], [other]) => (one < other ? -1 : 1)))
