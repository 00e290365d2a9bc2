import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'

import type { PluginRecord } from '../../core/records.ts'
import type { ServedField } from '../../plugins/served-definition.ts'

/** A plugin without its secrets: in their place `settings` have markers, and variables and addresses are named below. */
export interface ExportedPlugin extends Pick<
  PluginRecord,
  ServedField | 'command' | 'settings' | 'env' | 'inheritFrom' | 'maxConcurrent'
> {
  /** It comes with the product; what Meltano installs in its place, where there is such a package. */
  bundled: boolean
  namesake: Pick<PluginRecord, 'variant' | 'pipUrl' | 'executable'> | null
  /** Variables whose values are secrets; they are not in `env`. */
  secretEnv: string[]
  /** Its pip URL holds a password and is left out. */
  hidesPipUrl: boolean
}

/** A pipeline as documents describe it, with markers in place of secrets. */
export interface ExportedPipeline extends DescribedPipeline {
  /** Of one that Meltano performs: what it does there, task by task, and the variables whose values are secrets. */
  meltano?: { tasks: string[]; isWritten: boolean; secretEnv: string[] }
  /** The plugins of its places, in their order. */
  plugins: {
    place: 'extractor' | 'mapper' | 'loader' | 'transform'
    plugin: ExportedPlugin
    command: string | null
  }[]
}

/** A variable of `.env.example`, and what needs it. */
export interface NeededVariable {
  name: string
  usedBy: string[]
}

/** What a project cannot say; it stands as a comment before its entry, too. */
export interface ExportNote {
  /** A plugin, or a pipeline. */
  about: string
  message: string
}
