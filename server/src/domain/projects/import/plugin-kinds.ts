import type { PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import type { ElementKind } from '@flx/shared/projects/project-import'

import type { PluginKind, ProjectPlugin } from '../project.ts'
import { isOwnTransform } from './own-annotations.ts'

/** Our type for each of Meltano's kinds. */
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

/** dbt is a transform here, also where Meltano has it among the utilities. */
export const isDbt = (plugin: Pick<ProjectPlugin, 'kind' | 'name' | 'parents' | 'annotations'>): boolean =>
  (plugin.kind === 'utilities' || plugin.kind === 'transformers') &&
  (isOwnTransform(plugin) || [plugin.name, ...plugin.parents].some((name) => /^dbt(?:-|$)/.test(name)))
