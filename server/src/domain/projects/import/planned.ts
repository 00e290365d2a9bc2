import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'
import type { PluginCreate } from '@flx/shared/plugins/plugin'

import type { PipelineRecord, PluginRecord } from '../../core/records.ts'
import type { Claim, ClaimHashes } from './claims.ts'
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
export interface Planned<Wanted, Stored, Next> {
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

/** An element compared with what is stored under its name. */
export interface Compared<Wanted, Stored, Fields> {
  wanted: Wanted
  stored: Stored | undefined
  /** The stored fields; those of a new element if there are none. */
  fields: Fields
  claims: readonly Claim[]
  /** Paths of values that stay although the project does not set them. */
  keptPaths: ReadonlySet<string>
  reasons: string[]
}

/** Lists what the project set at the last import: an unreadable file might still contain it. */
export const previousClaims = (
  key: string,
  { unread }: Pick<Represented, 'unread'>,
  { origins }: ServerState,
): string[] => (unread.length === 0 ? [] : Object.keys(origins.get(key)?.claims ?? {}))
