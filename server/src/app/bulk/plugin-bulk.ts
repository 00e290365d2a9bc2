import type { PluginFilter } from '@flx/shared/plugins/plugin'
import type { PluginBulkAction } from '@flx/shared/plugins/plugin-actions'

import type { BulkOperation, BulkTarget } from './bulk-targets.ts'
import type { AppContext } from '../core/context.ts'
import type { Installations } from '../plugins/install-plugin.ts'
import { findPlugin } from '../plugins/show-plugin.ts'

/** Returns the bulk actions for plugins. Each installation is awaited: its failure is the item's failure. */
export function pluginBulk(context: AppContext, installations: Installations): BulkTarget<PluginFilter> {
  const operations: Record<PluginBulkAction, BulkOperation> = {
    install: {
      role: 'editor',
      undo: null,
      async perform(id, { actor }, stop) {
        const { installStatus, installedAt } = await findPlugin(context, id)
        if (installStatus === 'installed' && installedAt !== null) return 'unchanged'
        await installations.installToEnd(id, actor, stop)
        return 'changed'
      },
    },
    uninstall: {
      role: 'editor',
      undo: 'install',
      async perform(id, { actor }) {
        const { installStatus, installedAt, pipUrl } = await findPlugin(context, id)
        if (pipUrl !== null && installStatus === 'none' && installedAt === null) return 'unchanged'
        await installations.uninstall(id, actor, { force: false })
        return 'changed'
      },
    },
  }
  return {
    operations,
    names: (ids) => context.plugins.names(ids),
    matching: (filter, limit) => context.plugins.matching(filter, limit),
  }
}
