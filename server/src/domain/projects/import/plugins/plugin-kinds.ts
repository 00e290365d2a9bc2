import { isJsonObject } from '@flx/shared/json/json'
import type { PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import type { ElementKind } from '@flx/shared/projects/project-import'

import type { PluginKind, ProjectPlugin } from '../../project.ts'
import type { Block } from '../jobs/job-blocks.ts'
import { isOwnTransform } from '../own-annotations.ts'

/** Maps Meltano's kinds to our types. */
export const KINDS: Record<
  PluginKind,
  { kind: ElementKind; type: PluginType; mode: TransformerMode | null }
> = {
  extractors: { kind: 'extractor', type: 'extractor', mode: null },
  loaders: { kind: 'loader', type: 'loader', mode: null },
  mappers: { kind: 'mapper', type: 'transformer', mode: 'in-flight' },
  transformers: { kind: 'transformer', type: 'transformer', mode: 'post-load' },
  transforms: { kind: 'transformer', type: 'transformer', mode: 'post-load' },
  utilities: { kind: 'utility', type: 'utility', mode: null },
  orchestrators: { kind: 'orchestrator', type: 'orchestrator', mode: null },
  files: { kind: 'files', type: 'utility', mode: null },
}

const DBT_COMMANDS = new Set(
  'build clean clone compile debug deps docs docs-generate docs-serve freshness list ls parse retry run run-operation seed show snapshot source test'.split(
    ' ',
  ),
)

/** Whether a block such as `dbt:COMMAND` names a command of dbt, or one that the project defines. */
export const isDbtCommand = (command: string, { plugin }: Block): boolean => {
  const own = plugin?.settings['_commands']
  return (
    DBT_COMMANDS.has(command) || plugin === undefined || (isJsonObject(own) && Object.hasOwn(own, command))
  )
}

/** Whether a plugin is dbt, which is a transform here even if Meltano lists it among the utilities. */
export const isDbt = (plugin: Pick<ProjectPlugin, 'kind' | 'name' | 'parents' | 'annotations'>): boolean =>
  (plugin.kind === 'utilities' || plugin.kind === 'transformers') &&
  (isOwnTransform(plugin) || [plugin.name, ...plugin.parents].some((name) => /^dbt(?:-|$)/.test(name)))
