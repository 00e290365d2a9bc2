import type { Json, JsonObject } from '@flx/shared/json/json'
import type { Document } from 'yaml'

import type { EnvLine } from './env-file.ts'
import type { Place, ProjectProblem } from './parts.ts'

/** Meltano's kinds of plugins, as `plugins:` names them. */
export const PLUGIN_KINDS = [
  'extractors',
  'loaders',
  'mappers',
  'transformers',
  'transforms',
  'utilities',
  'orchestrators',
  'files',
] as const
export type PluginKind = (typeof PLUGIN_KINDS)[number]

/** A plugin as a file has it. Extras stand under the name of their setting: `select:` is `_select`. */
export interface PluginFields {
  variant: string | null
  namespace: string | null
  label: string | null
  pipUrl: string | null
  executable: string | null
  python: string | null
  capabilities: string[]
  /** Definitions of settings, as they stand. */
  settings: Json[]
  config: JsonObject
  env: JsonObject
  annotations: JsonObject
  /** By name: the arguments, or an object with `args`, `executable`, `description`. */
  commands: JsonObject
  extras: JsonObject
}

export interface ProjectPlugin extends PluginFields {
  place: Place
  kind: PluginKind
  name: string
  inheritFrom: string | null
  /** What this entry says itself, without what it inherits. */
  own: PluginFields
  /** Why it inherits nothing, although it names a parent: a circle. */
  broken: string | null
  /** From whom it inherits, nearest first: other plugins of the project. */
  parents: string[]
  /** The origin of its definition; `own` when neither a lock file nor the hub has one. */
  definition: 'own' | 'lock' | 'hub'
  mappings: { place: Place; name: string; config: JsonObject }[]
}

/** A plugin as an environment has it. */
export interface EnvironmentPlugin extends PluginFields {
  place: Place
  kind: PluginKind
  name: string
}

export interface ProjectEnvironment {
  place: Place
  name: string
  env: JsonObject
  stateIdSuffix: string | null
  annotations: JsonObject
  plugins: EnvironmentPlugin[]
}

export interface ProjectJob {
  place: Place
  name: string
  env: JsonObject
  annotations: JsonObject
  /** In order; each is a list of names such as `tap-x`, `a-mapping`, `target-y`, `dbt:run`. */
  tasks: { place: Place; blocks: string[] }[]
}

export interface ProjectSchedule {
  place: Place
  name: string
  /** `@daily` and its like, or a cron expression. */
  interval: string | null
  /** A job, or the three of an older schedule. */
  does: { job: string } | { extractor: string; loader: string; transform: string | null }
  /** As it stands in the file. */
  startDate: string | null
  env: JsonObject
  annotations: JsonObject
}

/** An included file that cannot be read, with what it seems to hold. */
export interface UnreadFile {
  path: string
  problem: ProjectProblem
  /** Entries by their names; found line by line, because the file is no YAML. */
  holds: { section: string; name: string; place: Place }[]
}

/** A setting of the project itself. */
export interface ProjectSetting {
  place: Place
  value: Json
  /** Meltano has it. */
  isKnown: boolean
}

/** A Meltano project as its files say it; nothing in it is executed or expanded. */
export interface MeltanoProject {
  files: { path: string; document: Document }[]
  plugins: ProjectPlugin[]
  environments: ProjectEnvironment[]
  jobs: ProjectJob[]
  schedules: ProjectSchedule[]
  /** `env:` of the project. */
  env: JsonObject
  /** Where each of them stands. */
  envPlaces: Map<string, Place>
  /** Variables of `.env`. */
  dotenv: Map<string, EnvLine>
  /** Settings of the project by name, such as `default_environment`, `state_backend` and `venv`, each where it stands. */
  settings: Map<string, ProjectSetting>
  /** Entries of `include_paths` that no file fits. */
  emptyPatterns: { place: Place; pattern: string }[]
  /** Included files that are no YAML. */
  unread: UnreadFile[]
  /** Every entry that could not be read or has no effect: kept in its file, and reported. */
  problems: ProjectProblem[]
}
