import { isUnsettled, type InstallStatus } from '@flx/shared/plugins/plugin'

import { conflict } from '../../domain/core/errors.ts'
import type { PluginRecord } from '../../domain/core/records.ts'

const REASONS: Partial<Record<InstallStatus, string>> = {
  installing: 'it is being installed',
  cancelling: 'its installation is being cancelled',
  uninstalling: 'it is being uninstalled',
}

/**
 * Throws AppError `conflict` while a plugin is being installed or removed. `verb` is the requested action.
 */
export function refuseUnsettled(plugin: PluginRecord, verb: 'change' | 'delete'): void {
  if (!isUnsettled(plugin)) return
  throw conflict(
    `Cannot ${verb} plugin "${plugin.name}" while ${REASONS[plugin.installStatus] ?? ''}. Wait a moment.`,
  )
}
