import { parseJson } from '@flx/shared/json/json-text'
import {
  pluginCreateSchema,
  type PluginCreateInput,
  type PluginType,
  type TransformerMode,
} from '@flx/shared/plugins/plugin'

import '#web/lib/browser/no-eval.ts'
import { addDraftWords } from './words.ts'

/** The state of the form. Both sources are kept, so that switching between them loses nothing. */
export interface PluginDraft {
  source: 'pip' | 'command'
  name: string
  type: PluginType
  mode: TransformerMode
  variant: string
  description: string
  docs: string
  pipUrl: string
  executable: string
  python: string
  command: readonly { id: string; text: string }[]
  capabilities: readonly string[]
  settingDefinitions: string
}

export const EMPTY_DRAFT: PluginDraft = {
  source: 'pip',
  name: '',
  type: 'extractor',
  mode: 'in-flight',
  variant: '',
  description: '',
  docs: '',
  pipUrl: '',
  executable: '',
  python: '',
  command: [{ id: 'first', text: '' }],
  capabilities: ['catalog', 'discover', 'state'],
  settingDefinitions: '',
}

/** Capabilities of each type of plugin. */
export const CAPABILITIES: Record<PluginType, readonly string[]> = {
  extractor: ['catalog', 'properties', 'discover', 'state', 'about', 'stream-maps', 'batch'],
  loader: [
    'about',
    'stream-maps',
    'schema-flattening',
    'soft-delete',
    'hard-delete',
    'activate-version',
    'batch',
  ],
  transformer: ['about'],
  orchestrator: [],
  utility: [],
}

export type PluginErrors = Readonly<Record<string, string>>

/** Returns the body to send, or the errors by path: `name`, `command.0`, `settingDefinitions`. */
export function pluginBody(draft: PluginDraft): { body: PluginCreateInput } | { errors: PluginErrors } {
  const errors: Record<string, string> = {}
  const definitions = parseDefinitions(draft.settingDefinitions)
  if ('error' in definitions) errors['settingDefinitions'] = definitions.error
  const emptyIndex = draft.command.findIndex(({ text }) => text === '')
  if (draft.source === 'command' && emptyIndex !== -1) {
    errors[`command.${emptyIndex}`] =
      emptyIndex === 0 ? addDraftWords.enterProgram : addDraftWords.enterArgument
  }
  if (draft.source === 'pip' && draft.pipUrl.trim() === '') {
    errors['pipUrl'] = addDraftWords.enterPipUrl
  }
  const supported = CAPABILITIES[draft.type]
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  const isPip = draft.source === 'pip'
  const body: PluginCreateInput = {
    name: draft.name.trim(),
    type: draft.type,
    variant: draft.variant.trim(),
    description: draft.description.trim(),
    docs: draft.docs.trim(),
    mode: draft.type === 'transformer' ? draft.mode : null,
    pipUrl: isPip ? orNull(draft.pipUrl) : null,
    executable: isPip ? orNull(draft.executable) : null,
    python: isPip ? orNull(draft.python) : null,
    command: isPip ? null : draft.command.map(({ text }) => text),
    capabilities: draft.capabilities.filter((capability) => supported.includes(capability)),
    settingDefinitions: 'value' in definitions ? definitions.value : [],
  }
  const parsed = pluginCreateSchema.safeParse(body)
  for (const { path, message } of parsed.error?.issues ?? []) {
    errors[fieldOf(path.join('.'))] ??=
      path[0] === 'settingDefinitions' ? `${path.slice(1).join('.')}: ${message}` : message
  }
  return Object.keys(errors).length > 0 ? { errors } : { body }
}

/** Returns the field of the form that shows a problem at this path. */
export function fieldOf(path: string): string {
  return path.startsWith('settingDefinitions') ? 'settingDefinitions' : path
}

/** Reports which fields the form of this draft has. */
export const isShownBy =
  ({ source, type, command }: PluginDraft) =>
  (field: string): boolean =>
    ['name', 'type', 'variant', 'docs', 'description', 'settingDefinitions'].includes(field) ||
    (field === 'mode' && type === 'transformer') ||
    (source === 'pip'
      ? ['pipUrl', 'executable', 'python'].includes(field)
      : field === 'command' || command.some((_part, index) => field === `command.${index}`))

type Definitions = NonNullable<PluginCreateInput['settingDefinitions']>

function parseDefinitions(text: string): { value: Definitions } | { error: string } {
  if (text.trim() === '') return { value: [] }
  try {
    const value: unknown = parseJson(text)
    // The contract's schema checks every definition next.
    if (Array.isArray(value)) return { value: value as Definitions }
    return { error: addDraftWords.enterListName }
  } catch {
    return { error: addDraftWords.thisNotValidJson }
  }
}
