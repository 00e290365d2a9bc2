import type { Json, JsonObject } from '@flx/shared/json/json'
import type { PluginCreate, PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import type { MeltanoRun } from '@flx/shared/pipelines/runner'
import type { ElementKind } from '@flx/shared/projects/project-import'

import type { SecretPath } from '../../settings/secrets/secret-paths.ts'
import type { Place, ProjectProblem } from '../parts.ts'
import type { PluginKind } from '../project.ts'
import type { ProjectBackend } from '../state/project-backend.ts'

/** A plugin as the project wants it here. Only what the project says is in it. */
export interface WantedPlugin {
  key: string
  kind: ElementKind
  place: Place
  name: string
  type: PluginType
  mode: TransformerMode | null
  fields: Partial<
    Pick<
      PluginCreate,
      | 'variant'
      | 'label'
      | 'description'
      | 'docs'
      | 'pipUrl'
      | 'command'
      | 'executable'
      | 'python'
      | 'inheritFrom'
      | 'capabilities'
      | 'settingGroups'
      | 'maxConcurrent'
    >
  >
  settingDefinitions: PluginCreate['settingDefinitions']
  settings: JsonObject
  env: Record<string, string>
  /** Where `settings` and `env` hold what came from `.env` or was filled in. */
  secrets: SecretPath[]
  /** Variables of `.env` that are settings of it. */
  setBy: string[]
  /** Variables that it refers to and that have no value. */
  missing: string[]
  notes: string[]
}

/** A pipeline as the project wants it here; the other pipelines and the plugins by name. */
export interface WantedPipeline {
  key: string
  place: Place
  name: string
  extractor: string
  mappers: string[]
  loader: string
  transform: string
  /** Null: the first of its job. */
  after: string | null
  config: Record<string, JsonObject>
  /** What an export of ours says of it beyond Meltano's keys. */
  fields?: Record<string, Json>
  /** Undefined: the project has no schedule for it. */
  schedule?: string
  /** The element that the schedule stands in. */
  scheduleKey?: string
  /** Meltano performs it, and it has no plugins here. */
  runner?: MeltanoRun
  /** Who says so: an administrator for this project, or the file, which an export wrote. */
  through?: 'choice' | 'annotation'
  /** Of such a pipeline: variables that Meltano does not get, and the plugins that it uses. */
  missing?: string[]
  uses?: string[]
  /** What Meltano calls its state. */
  stateId: string | null
  notes: string[]
}

/** What Meltano can perform whole, with its blocks task by task. */
export interface RunnableJob {
  name: string
  place: Place
  tasks: string[]
}

/** An element that becomes neither a plugin nor a pipeline: it is part of one, or it is left out, with the reason. */
export interface OtherElement {
  key: string
  kind: ElementKind
  name: string
  place: Place
  outcome: 'used' | 'left-out'
  /** What it became a part of, or why it is left out. */
  reason: string
}

/** A variable that the project refers to or sets. */
export interface ProjectVariable {
  name: string
  place: Place | null
  /** Where its value comes from; null: nowhere. */
  from: 'project' | 'env-file' | 'given' | 'server' | 'stored' | null
  /** Keys of the plugins that use it. */
  usedBy: string[]
}

/** A project in our terms: nothing of it is dropped. */
export interface Represented {
  environment: string | null
  environments: string[]
  /** `project_id` of the project. */
  projectId: string | null
  plugins: WantedPlugin[]
  pipelines: WantedPipeline[]
  /** Jobs, and schedules that name plugins: what Meltano can perform whole. */
  runnable: RunnableJob[]
  others: OtherElement[]
  variables: ProjectVariable[]
  problems: ProjectProblem[]
  /** Included files that could not be read: what they say is unknown, and nothing is taken out because of them. */
  unread: string[]
  /** Plugins that no file defines: the hub may. */
  undefined: { kind: PluginKind; name: string; variant: string | null }[]
  /** Where its state is; null: its files were uploaded. */
  states: ProjectBackend | null
}
