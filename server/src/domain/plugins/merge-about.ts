import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { nameParts } from '@flx/shared/settings/setting-path'

import type { ConnectorAbout } from './connector-about.ts'

/** The fields of a plugin that its connector describes too. */
type Described = Pick<ConnectorAbout, 'capabilities' | 'settingDefinitions'>

const ABOUT = 'about' as const
const MOST_SETTINGS = 1000
const MOST_CAPABILITIES = 50

/**
 * A plugin's description with what its connector says of itself. What the hub or a person wrote holds field by field:
 * a default such as `$MELTANO_EXTRACT__LOAD_SCHEMA` means more than the connector's own. Only gaps are filled, and
 * settings that nothing describes yet are added. Definitions that came from the connector (`origin: about`) are
 * replaced by what it says now. Capabilities add up.
 */
export function mergeAbout(stored: Described, about: ConnectorAbout): Described {
  const written = stored.settingDefinitions.filter(({ origin }) => origin !== ABOUT)
  const described = new Map(about.settingDefinitions.map((definition) => [definition.name, definition]))
  const taken = new Set(written.flatMap(({ name, aliases = [] }) => [name, ...aliases]))
  const added = about.settingDefinitions
    .filter(({ name }) => !taken.has(name) && !overlaps(name, taken))
    .map((definition) => ({ ...definition, origin: ABOUT }))
  const settingDefinitions = [
    ...written.map((definition) => filled(definition, describedBy(definition, described))),
    ...added,
  ].slice(0, MOST_SETTINGS)
  const capabilities = [...new Set([...stored.capabilities, ...about.capabilities])].slice(
    0,
    MOST_CAPABILITIES,
  )
  return { capabilities, settingDefinitions }
}

function describedBy(
  { name, aliases = [] }: SettingDefinition,
  described: ReadonlyMap<string, SettingDefinition>,
): SettingDefinition | undefined {
  return [name, ...aliases].map((each) => described.get(each)).find((each) => each !== undefined)
}

/** Fills what a definition does not say. Whether it must have a value is left to who wrote it. */
function filled(definition: SettingDefinition, described: SettingDefinition | undefined): SettingDefinition {
  if (described === undefined) return definition
  const result = { ...definition }
  if (isEmpty(result.label) && described.label !== undefined) result.label = described.label
  if (isEmpty(result.description) && described.description !== undefined)
    result.description = described.description
  if (result.kind === undefined && described.kind !== undefined) result.kind = described.kind
  // The options of one kind are of no use to another.
  if (result.options === undefined && described.options !== undefined && result.kind === described.kind) {
    result.options = described.options
  }
  if (result.value === undefined && described.value !== undefined && result.kind === described.kind) {
    result.value = described.value
  }
  // One source that says so is enough.
  if (described.sensitive === true) result.sensitive = true
  return result
}

const isEmpty = (text: string | undefined): boolean => text === undefined || text === ''

/** Whether a setting is a part of one that is described as a whole, or the other way round. */
function overlaps(name: string, taken: ReadonlySet<string>): boolean {
  const parts = nameParts(name)
  return [...taken].some((other) => {
    const others = nameParts(other)
    const shorter = Math.min(parts.length, others.length)
    return parts.length !== others.length && parts.slice(0, shorter).every((part, at) => part === others[at])
  })
}

/**
 * Definitions as a person sends them: one that came from the connector and was changed is the person's from then on,
 * so that the connector's next answer leaves it alone.
 */
export function ownedByEditor(
  sent: readonly SettingDefinition[],
  stored: readonly SettingDefinition[],
): SettingDefinition[] {
  const before = new Map(stored.map((definition) => [definition.name, fingerprint(definition)]))
  return sent.map((definition) => {
    if (before.get(definition.name) === fingerprint(definition)) return definition
    const { origin: _origin, ...own } = definition
    return own
  })
}

/** The same for the same fields in any order. */
const fingerprint = (definition: SettingDefinition): string =>
  JSON.stringify(Object.entries(definition).sort(([one], [other]) => (one < other ? -1 : 1)))
