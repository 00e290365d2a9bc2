import type { Json, JsonObject } from '@flx/shared/json/json'
import type { PluginCreate } from '@flx/shared/plugins/plugin'
import { pluginCreateSchema } from '@flx/shared/plugins/plugin'
import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'
import { describedPipelineSchema } from '@flx/shared/pipelines/pipeline-document'

import type { PipelineRecord, PluginRecord } from '../../core/records.ts'
import { mergeClaims, type Claim, type ClaimHashes } from './claims.ts'
import { stable } from './stable-json.ts'
import type { Represented, WantedPipeline, WantedPlugin } from './represented.ts'

/** The plugins and pipelines of this server with the project's names, and the records of earlier imports. */
export interface ServerState {
  plugins: readonly PluginRecord[]
  pipelines: readonly PipelineRecord[]
  /** Names, by id, of the pipelines that those start after. */
  namesBefore: ReadonlyMap<string, string>
  /** By key: what the last import of this project set, and where. */
  origins: ReadonlyMap<string, Origin>
  /** By id of a pipeline or plugin: the other project it came from. */
  otherProjects: ReadonlyMap<string, string>
  /** Returns equal texts for equal values without revealing the value. */
  hash: (text: string) => string
  /** For new pipelines, unless the project sets another. */
  timezone: string
}

/** Where a pipeline or plugin came from. */
export interface Origin {
  key: string
  type: 'pipeline' | 'plugin'
  entityId: string
  file: string
  line: number
  claims: ClaimHashes
}

/** The plan for one wanted element. */
interface Planned<Wanted, Stored, Next> {
  wanted: Wanted
  stored: Stored | undefined
  /** The record of the previous import. */
  origin: Origin | null
  outcome: 'create' | 'change' | 'unchanged' | 'left-out'
  /** The result of the import. */
  next: Next
  /** The result if the project's values replace edits made here; null if there are no edits. */
  overwritten: Next | null
  /** Paths of the edits made here. */
  edited: string[][]
  /** Whether the project changed an edited value as well. */
  conflict: boolean
  claims: ClaimHashes
  /** The claims to store if the edits are overwritten. */
  allClaims: ClaimHashes
  reasons: string[]
}
export type PlannedPlugin = Planned<WantedPlugin, PluginRecord, PluginCreate>
export type PlannedPipeline = Planned<WantedPipeline, PipelineRecord, DescribedPipeline>

export interface ImportPlan {
  plugins: PlannedPlugin[]
  pipelines: PlannedPipeline[]
}

/**
 * Plans what an import of a project does here. It sets what the project states; the rest stays. Edits made here since the last
 * import also stay, and are listed. Pure.
 */
export function planImport(project: Represented, server: ServerState): ImportPlan {
  const plugins = project.plugins.map((wanted) => planPlugin(wanted, server, project))
  const filled = { plugins: plugins.map(({ wanted }) => wanted), unread: project.unread }
  return { plugins, pipelines: project.pipelines.map((wanted) => planPipeline(wanted, filled, server)) }
}

const FROM_PRODUCT: ReadonlySet<string> = new Set([
  'variant',
  'pipUrl',
  'command',
  'executable',
  'capabilities',
  'python',
])

function planPlugin(
  requested: WantedPlugin,
  server: ServerState,
  project: Pick<Represented, 'unread'>,
): PlannedPlugin {
  const stored = server.plugins.find(({ name, type }) => name === requested.name && type === requested.type)
  // Values filled in earlier stay.
  const isStored = (name: string) => Object.hasOwn(stored?.env ?? {}, name)
  const keptPaths = new Set([
    ...requested.missing.filter(isStored).map((name) => JSON.stringify(['env', name])),
    ...previousClaims(requested.key, project, server),
  ])
  const wanted = { ...requested, missing: requested.missing.filter((name) => !isStored(name)) }
  const { fields } = wanted
  const reasons = [...wanted.notes]
  const ownFields = Object.entries(fields).filter(
    ([field]) => stored?.bundled !== true || !FROM_PRODUCT.has(field),
  )
  if (stored?.bundled === true && fields.pipUrl !== undefined) {
    reasons.push(`The bundled ${wanted.name} is used. It takes the same settings.`)
  }
  const claims: Claim[] = [
    ...ownFields.map(([field, value]) => ({ path: [field], value: value as Json })),
    ...Object.entries(wanted.settings).map(([name, value]) => ({ path: ['settings', name], value })),
    ...Object.entries(wanted.env).map(([name, value]) => ({ path: ['env', name], value })),
  ]
  const body = stored === undefined ? emptyPlugin(wanted) : bodyOf(stored)
  return plan(
    wanted,
    stored,
    body as unknown as JsonObject,
    claims,
    reasons,
    server,
    keptPaths,
  ) as PlannedPlugin
}

const emptyPlugin = ({ name, type, mode, settingDefinitions }: WantedPlugin): PluginCreate =>
  pluginCreateSchema.parse({ name, type, mode, settingDefinitions })

/** Picks the fields of a plugin that users fill in. */
function bodyOf(record: PluginRecord): PluginCreate {
  const fields = Object.keys(pluginCreateSchema.shape) as (keyof PluginCreate)[]
  return Object.fromEntries(fields.map((field) => [field, record[field]])) as unknown as PluginCreate
}

/** Keeps the values filled in earlier for a pipeline that Meltano performs. */
function withFilledIn(wanted: WantedPipeline, stored: PipelineRecord | undefined): WantedPipeline {
  const { runner, missing = [] } = wanted
  if (runner === undefined || stored?.runner.kind !== 'meltano') return wanted
  const { env, secretEnv } = stored.runner
  const kept = missing.filter((name) => secretEnv.includes(name) && Object.hasOwn(env, name))
  if (kept.length === 0) return wanted
  return {
    ...wanted,
    runner: {
      ...runner,
      env: { ...Object.fromEntries(kept.map((name) => [name, env[name] ?? ''])), ...runner.env },
      secretEnv: [...new Set([...runner.secretEnv, ...kept])].toSorted(),
    },
    missing: missing.filter((name) => !kept.includes(name)),
  }
}

function planPipeline(
  requested: WantedPipeline,
  project: Pick<Represented, 'plugins' | 'unread'>,
  server: ServerState,
): PlannedPipeline {
  const stored = server.pipelines.find(({ name }) => name === requested.name)
  const wanted = withFilledIn(requested, stored)
  const claims: Claim[] = [
    { path: ['extractor'], value: wanted.extractor },
    { path: ['mappers'], value: wanted.mappers },
    { path: ['loader'], value: wanted.loader },
    { path: ['transform'], value: wanted.transform },
    { path: ['after'], value: wanted.after },
    ...(wanted.runner === undefined ? [] : [{ path: ['runner'], value: wanted.runner as unknown as Json }]),
    ...Object.entries(wanted.fields ?? {}).map(([field, value]) => ({ path: [field], value })),
    ...(wanted.schedule === undefined ? [] : [{ path: ['schedule'], value: wanted.schedule }]),
    ...Object.entries(wanted.config).flatMap(([plugin, settings]) =>
      Object.entries(settings).map(([name, value]) => ({ path: ['config', plugin, name], value })),
    ),
  ]
  const missing = missingOf(wanted, project)
  const reasons = [...wanted.notes]
  if (wanted.through === 'choice' && missing.length > 0) {
    reasons.push(
      `Meltano takes ${missing.join(', ')} from the .env of the project, or from the variables of the pipeline's runner. Enter ${missing.length === 1 ? 'it' : 'them'} above, or set ${missing.length === 1 ? 'it' : 'them'} there.`,
    )
  }
  if (missing.length > 0 && stored === undefined) {
    reasons.push(
      `It is created inactive: ${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} no value.`,
    )
  }
  const body =
    stored === undefined
      ? describedPipelineSchema.parse({
          name: wanted.name,
          extractor: wanted.extractor,
          loader: wanted.loader,
          ...(wanted.runner === undefined ? {} : { runner: wanted.runner }),
          isActive: missing.length === 0,
          timezone: server.timezone,
        })
      : describe(stored, server.namesBefore)
  const keptPaths = new Set(previousClaims(wanted.key, project, server))
  return plan(
    wanted,
    stored,
    body as unknown as JsonObject,
    claims,
    reasons,
    server,
    keptPaths,
  ) as PlannedPipeline
}

/** Lists what the project set at the last import: an unreadable file might still contain it. */
const previousClaims = (
  key: string,
  { unread }: Pick<Represented, 'unread'>,
  { origins }: ServerState,
): string[] => (unread.length === 0 ? [] : Object.keys(origins.get(key)?.claims ?? {}))

/** Lists the variables that a pipeline needs and that have no value. */
export function missingOf(wanted: WantedPipeline, { plugins }: Pick<Represented, 'plugins'>): string[] {
  if (wanted.missing !== undefined) return wanted.missing
  const names = new Set([
    wanted.extractor,
    ...wanted.mappers,
    wanted.loader,
    ...(wanted.transform === '' ? [] : [wanted.transform.split(':')[0] ?? '']),
  ])
  const used = plugins.filter(({ name }) => names.has(name))
  const parents = new Set(used.flatMap(({ fields }) => fields.inheritFrom ?? []))
  const all = plugins.filter(({ name }) => names.has(name) || parents.has(name))
  return [...new Set(all.flatMap(({ missing }) => missing))]
}

function describe(stored: PipelineRecord, namesBefore: ReadonlyMap<string, string>): DescribedPipeline {
  const fields = Object.keys(describedPipelineSchema.shape) as (keyof DescribedPipeline)[]
  const entries = fields.map((field) => [field, stored[field]])
  const after = stored.after === null ? null : (namesBefore.get(stored.after) ?? null)
  return { ...(Object.fromEntries(entries) as unknown as DescribedPipeline), after }
}

function plan(
  wanted: WantedPlugin | WantedPipeline,
  stored: PluginRecord | PipelineRecord | undefined,
  body: JsonObject,
  claims: readonly Claim[],
  reasons: string[],
  server: ServerState,
  keptPaths: ReadonlySet<string>,
): PlannedPlugin | PlannedPipeline {
  const otherProject = stored === undefined ? undefined : server.otherProjects.get(stored.id)
  const origin = server.origins.get(wanted.key)
  const previous = origin !== undefined && origin.entityId === stored?.id ? origin.claims : undefined
  const merged = mergeClaims(
    body,
    claims,
    stored === undefined ? undefined : previous,
    server.hash,
    keptPaths,
  )
  const changed = stored === undefined || !isSame(merged.next, body)
  const outcome =
    otherProject !== undefined
      ? 'left-out'
      : stored === undefined
        ? 'create'
        : changed
          ? 'change'
          : 'unchanged'
  if (otherProject !== undefined)
    reasons.push(`"${wanted.name}" belongs to the project "${otherProject}". Rename one of them.`)
  return {
    wanted,
    stored,
    origin: origin ?? null,
    outcome,
    next: otherProject === undefined ? merged.next : body,
    overwritten: merged.editedHere ? merged.overwritten : null,
    edited: merged.edited,
    conflict: merged.conflict,
    claims: merged.claims,
    allClaims: merged.allClaims,
    reasons,
  } as unknown as PlannedPlugin | PlannedPipeline
}

const isSame = (a: JsonObject, b: JsonObject): boolean => stable(a) === stable(b)
