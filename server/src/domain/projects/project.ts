import type { Json, JsonObject } from '@flx/shared/json/json'
import type { Document } from 'yaml'

import type { EnvLine } from './env-file.ts'
import type { Place, ProjectProblem } from './parts.ts'

/** Meltano's kinds of plugins, as in `plugins:`. */
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

/** A plugin as a file describes it. Extras are stored under their setting's name: `select:` is `_select`. */
export interface PluginFields {
  variant: string | null
  namespace: string | null
  label: string | null
  pipUrl: string | null
  executable: string | null
  python: string | null
  capabilities: string[]
  /** Setting definitions, unparsed. */
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
  /** The entry's own fields, without inherited ones. */
  own: PluginFields
  /** Why it inherits nothing although it names a parent: a circle, or too many parents. */
  broken: string | null
  /** The plugins of the project that it inherits from, nearest first. */
  parents: string[]
  /** The source of its definition; `own` if neither a lock file nor the hub has one. */
  definition: 'own' | 'lock' | 'hub'
  mappings: { place: Place; name: string; config: JsonObject }[]
}

/** A plugin as an environment configures it. */
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
  /** `@daily` and the like, or a cron expression. */
  interval: string | null
  /** A job, or extractor, loader and transform of an older schedule. */
  action: { job: string } | { extractor: string; loader: string; transform: string | null }
  /** As written in the file. */
  startDate: string | null
  env: JsonObject
  annotations: JsonObject
}

/** An included file that cannot be read, with its apparent entries. */
export interface UnreadFile {
  path: string
  problem: ProjectProblem
  /** Entries by name, found line by line because the file is not valid YAML. */
  entries: { section: string; name: string; place: Place }[]
}

/** A setting of the project itself. */
export interface ProjectSetting {
  place: Place
  value: Json
  /** Whether Meltano knows it. */
  isKnown: boolean
}

/** A Meltano project as its files describe it; nothing is executed or expanded. */
export interface MeltanoProject {
  files: { path: string; document: Document }[]
  plugins: ProjectPlugin[]
  environments: ProjectEnvironment[]
  jobs: ProjectJob[]
  schedules: ProjectSchedule[]
  /** The project's `env:`. */
  env: JsonObject
  /** The places of those variables. */
  envPlaces: Map<string, Place>
  /** Variables of `.env`. */
  dotenv: Map<string, EnvLine>
  /** Settings of the project by name, such as `default_environment`, `state_backend` and `venv`, with their places. */
  settings: Map<string, ProjectSetting>
  /** Entries of `include_paths` that match no file. */
  emptyPatterns: { place: Place; pattern: string }[]
  /** Included files that are not valid YAML. */
  unread: UnreadFile[]
  /** Every entry that could not be read or has no effect: it stays in its file and is reported. */
  problems: ProjectProblem[]
}
