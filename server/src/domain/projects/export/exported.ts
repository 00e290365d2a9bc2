import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'

import type { PluginRecord } from '../../core/records.ts'
import type { ServedField } from '../../plugins/served-definition.ts'

/** A plugin without secrets: `settings` hold markers instead; secret variables and addresses are listed below. */
export interface ExportedPlugin extends Pick<
  PluginRecord,
  ServedField | 'command' | 'settings' | 'env' | 'inheritFrom' | 'maxConcurrent'
> {
  /** Whether it is bundled with the product; `namesake` is the package that Meltano installs instead, if there is one. */
  bundled: boolean
  namesake: Pick<PluginRecord, 'variant' | 'pipUrl' | 'executable'> | null
  /** Variables with secret values; they are not in `env`. */
  secretEnv: string[]
  /** Its pip URL contains a password and is left out. */
  hidesPipUrl: boolean
}

/** A pipeline as documents describe it, with markers for secrets. */
export interface ExportedPipeline extends DescribedPipeline {
  /** For a pipeline that Meltano performs: its tasks, and the variables with secret values. */
  meltano?: { tasks: string[]; isWritten: boolean; secretEnv: string[] }
  /** The plugins it uses, in order. */
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

/** Something that a project cannot express; also written as a comment before its entry. */
export interface ExportNote {
  /** The name of a plugin or pipeline. */
  about: string
  message: string
}
