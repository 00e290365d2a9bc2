import type { EnvironmentPlugin, ProjectPlugin } from '../../project.ts'
import { levelOf, type Level, type Variables } from '../variables.ts'

/** The parts of a project that its plugins refer to. */
export interface PluginContext {
  /** By `kind/name`. */
  plugins: ReadonlyMap<string, ProjectPlugin>
  ofEnvironment: ReadonlyMap<string, EnvironmentPlugin>
  /** The levels of the project and its environment, without `.env` and filled-in values. */
  shared: readonly Level[]
  variables: Variables
  /** Names from `.env` and filled-in values. */
  secretNames: readonly string[]
  /** The project's folder on this machine, if it has one. */
  folder: string | null
}

/** The variables that one plugin sees. */
export interface Scope {
  variables: Variables
  /** The levels that belong to this plugin. */
  levels: readonly Level[]
}

/** Returns the variables that a plugin sees: those of the project, with its own and those of the environment. */
export function scopeOf(plugin: ProjectPlugin, { variables, ofEnvironment }: PluginContext): Scope {
  const environmentPlugin = ofEnvironment.get(`${plugin.kind}/${plugin.name}`)
  const levels = [
    levelOf(plugin.env),
    ...(environmentPlugin === undefined ? [] : [levelOf(environmentPlugin.env)]),
  ]
  return { variables: variables.with(...levels), levels }
}
