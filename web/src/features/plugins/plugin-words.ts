import {
  isUnsettled,
  type InstallStatus,
  type Plugin,
  type PluginType,
  type TransformerMode,
} from '@flx/shared/plugins/plugin'

import { formatNumber } from '#web/lib/format.ts'

import { unreadyWords } from './words.ts'

// Records keyed by the contract's types: a new value does not compile until it has words.
export const TYPE_WORDS: Record<PluginType, string> = {
  extractor: 'Extractor',
  loader: 'Loader',
  transformer: 'Transformer',
  orchestrator: 'Orchestrator',
  utility: 'Utility',
}

export const MODE_WORDS: Record<TransformerMode, string> = {
  'in-flight': 'In flight, between extractor and loader',
  'post-load': 'After the load',
}

export const INSTALLED_WORDS: Record<'true' | 'false', string> = {
  true: 'Installed',
  false: 'Not installed',
}

const INSTALL_WORDS: Record<InstallStatus, string> = {
  none: 'Not installed',
  installing: 'Installing…',
  cancelling: 'Cancelling…',
  installed: 'Installed',
  failed: 'Installation failed',
  cancelled: 'Installation cancelled',
  uninstalling: 'Uninstalling…',
}

/** Describes whether a plugin can be used. */
export function installWords(plugin: Plugin): string {
  if (plugin.bundled) return 'Bundled'
  if (plugin.command !== null) return 'By command'
  // A failed upgrade leaves the previous version in place.
  if (plugin.installStatus === 'none' && plugin.installed) return 'Installed'
  return INSTALL_WORDS[plugin.installStatus]
}

/** Reports whether an installation or removal is running. */
export const isBusy = (plugin: Plugin): boolean => isUnsettled(plugin)

/** Reports whether an installation failed or was cancelled. */
export const wasNotInstalled = ({ installStatus }: Plugin): boolean =>
  installStatus === 'failed' || installStatus === 'cancelled'

/** Returns why its program cannot be started, or undefined if it can. */
export function unreadyReason(plugin: Plugin): string | undefined {
  if (isBusy(plugin)) return unreadyWords.waitForInstall
  if (plugin.installed) return undefined
  return plugin.inheritFrom === null || plugin.pipUrl !== null
    ? unreadyWords.installFirst
    : unreadyWords.installParentFirst(plugin.inheritFrom)
}

/** The number of pipelines named in a sentence. Further ones are only counted. */
const NAMED = 5

/** Names the pipelines that use a plugin: `daily orders, refunds and 3 more`. */
export function usersOf({ usedBy, usedByCount }: Pick<Plugin, 'usedBy' | 'usedByCount'>): string {
  const names = usedBy.slice(0, NAMED).map(({ name }) => name)
  const rest = usedByCount - names.length
  return rest > 0 ? `${names.join(', ')} and ${formatNumber(rest)} more` : names.join(', ')
}

/** Reports whether the index has a newer version than the installed one. */
export const hasUpdate = ({ installed, version, newestVersion }: Plugin): boolean =>
  installed && newestVersion !== null && version !== '' && isNewer(newestVersion, version)

/** Compares the numbers of two versions. Suffixes (`rc1`, `.post2`) are ignored. */
function isNewer(a: string, b: string): boolean {
  const [first, second] = [a, b].map((version) =>
    (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number),
  )
  for (let index = 0; index < Math.max(first?.length ?? 0, second?.length ?? 0); index += 1) {
    const difference = (first?.[index] ?? 0) - (second?.[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
