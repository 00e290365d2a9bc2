import type { Json } from '@flx/shared/json/json'
import { pluginCreateSchema, type PluginCreate } from '@flx/shared/plugins/plugin'

import type { PluginRecord } from '../../../core/records.ts'
import type { Claim } from '../claims.ts'
import { previousClaims, type Compared, type ServerState } from '../planned.ts'
import type { Represented, WantedPlugin } from '../represented.ts'

/** Fields that a bundled plugin has from the product. */
const FROM_PRODUCT: ReadonlySet<string> = new Set([
  'variant',
  'pipUrl',
  'command',
  'executable',
  'capabilities',
  'python',
])

/** Compares a plugin of a project with the stored one. */
export function comparePlugin(
  requested: WantedPlugin,
  server: ServerState,
  project: Pick<Represented, 'unread'>,
): Compared<WantedPlugin, PluginRecord, PluginCreate> {
  const stored = server.plugins.find(({ name, type }) => name === requested.name && type === requested.type)
  // Values filled in earlier stay.
  const isStored = (name: string) => Object.hasOwn(stored?.env ?? {}, name)
  const keptPaths = new Set([
    ...requested.missing.filter(isStored).map((name) => JSON.stringify(['env', name])),
    ...previousClaims(requested.key, project, server),
  ])
  const wanted = { ...requested, missing: requested.missing.filter((name) => !isStored(name)) }
  const reasons = [...wanted.notes]
  const ownFields = Object.entries(wanted.fields).filter(
    ([field]) => stored?.bundled !== true || !FROM_PRODUCT.has(field),
  )
  if (stored?.bundled === true && wanted.fields.pipUrl !== undefined) {
    reasons.push(`The bundled ${wanted.name} is used. It takes the same settings.`)
  }
  const claims: Claim[] = [
    ...ownFields.map(([field, value]) => ({ path: [field], value: value as Json })),
    ...Object.entries(wanted.settings).map(([name, value]) => ({ path: ['settings', name], value })),
    ...Object.entries(wanted.env).map(([name, value]) => ({ path: ['env', name], value })),
  ]
  const fields = stored === undefined ? newPlugin(wanted) : fieldsOf(stored)
  return { wanted, stored, fields, claims, keptPaths, reasons }
}

const newPlugin = ({ name, type, mode, settingDefinitions }: WantedPlugin): PluginCreate =>
  pluginCreateSchema.parse({ name, type, mode, settingDefinitions })

/** Picks the fields of a plugin that users fill in. */
function fieldsOf(record: PluginRecord): PluginCreate {
  const fields = Object.keys(pluginCreateSchema.shape) as (keyof PluginCreate)[]
  return Object.fromEntries(fields.map((field) => [field, record[field]])) as unknown as PluginCreate
}
