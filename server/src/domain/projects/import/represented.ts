import type { Json, JsonObject } from '@flx/shared/json/json'
import type { PluginCreate, PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import type { MeltanoRun } from '@flx/shared/pipelines/runner'
import type { ElementKind } from '@flx/shared/projects/project-import'

import type { SecretPath } from '../../settings/secrets/secret-paths.ts'
import type { Place, ProjectProblem } from '../parts.ts'
import type { PluginKind } from '../project.ts'
import type { ProjectBackend } from '../state/project-backend.ts'

/** A plugin as the project wants it here, with nothing but what the project states. */
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
  /** Paths in `settings` and `env` of values from `.env` or filled in by a user. */
  secrets: SecretPath[]
  /** Variables of `.env` that became its settings. */
  setBy: string[]
  /** Variables that it refers to and that have no value. */
  missing: string[]
  notes: string[]
}

/** A pipeline as the project wants it here, with plugins and other pipelines by name. */
export interface WantedPipeline {
  key: string
  place: Place
  name: string
  extractor: string
  mappers: string[]
  loader: string
  transform: string
  /** Null: the first pipeline of its job. */
  after: string | null
  config: Record<string, JsonObject>
  /** Fields that our export annotated beyond Meltano's keys. */
  fields?: Record<string, Json>
  /** Undefined: the project has no schedule for it. */
  schedule?: string
  /** Key of the element that contains the schedule. */
  scheduleKey?: string
  /** Set if Meltano performs it; it has no plugins here. */
  runner?: MeltanoRun
  /** The source of that decision: an administrator for this project, or an annotation in the file from an export. */
  through?: 'choice' | 'annotation'
  /** If Meltano performs it: variables that Meltano does not get, and the plugins it uses. */
  missing?: string[]
  uses?: string[]
  /** The ID of its state in Meltano. */
  stateId: string | null
  notes: string[]
}

/** A job or schedule that Meltano can perform as a whole, with the blocks of each task. */
export interface RunnableJob {
  name: string
  place: Place
  tasks: string[]
}

/** An element that becomes neither a plugin nor a pipeline: it is part of one, or it is left out with a reason. */
export interface OtherElement {
  key: string
  kind: ElementKind
  name: string
  place: Place
  outcome: 'used' | 'left-out'
  /** The element it became part of, or why it is left out. */
  reason: string
}

/** A variable that the project refers to or sets. */
export interface ProjectVariable {
  name: string
  place: Place | null
  /** Where its value comes from; null if it has none. */
  from: 'project' | 'env-file' | 'given' | 'server' | 'stored' | null
  /** Keys of the plugins that use it. */
  usedBy: string[]
}

/** A project in our terms, complete: nothing is dropped. */
export interface Represented {
  environment: string | null
  environments: string[]
  /** `project_id` of the project. */
  projectId: string | null
  plugins: WantedPlugin[]
  pipelines: WantedPipeline[]
  /** Jobs, and schedules that name plugins: what Meltano can perform as a whole. */
  runnable: RunnableJob[]
  others: OtherElement[]
  variables: ProjectVariable[]
  problems: ProjectProblem[]
  /** Included files that could not be read: their content is unknown, so nothing is removed because of them. */
  unread: string[]
  /** Plugins without a definition in the files; the hub might have one. */
  undefined: { kind: PluginKind; name: string; variant: string | null }[]
  /** Where its state is kept; null if its files were uploaded. */
  states: ProjectBackend | null
}
