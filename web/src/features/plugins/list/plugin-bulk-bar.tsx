import type { Total } from '@flx/shared/core/list'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { Download, Trash2 } from 'lucide-react'

import type { PluginFilters } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { BulkBar } from '#web/parts/bulk/bulk-bar.tsx'
import type { Selection } from '#web/lib/lists/selection.ts'
import { pluginBulkBarWords } from './words.ts'

/** Actions for the ticked plugins. */
export function PluginBulkBar({
  selection,
  plugins,
  total,
  filters,
}: {
  selection: Selection
  plugins: readonly Plugin[]
  total: Total | undefined
  filters: PluginFilters
}) {
  const editor = useRole('editor')
  const disabledReason = editor.allowed ? undefined : editor.reason
  const { sort: _sort, limit: _limit, ...filter } = filters
  const usedPlugins = plugins.filter(({ id, usedByCount }) => selection.has(id) && usedByCount > 0)
  return (
    <BulkBar
      kind="plugins"
      selection={selection}
      shown={plugins.length}
      total={total}
      filter={filter}
      actions={[
        { action: 'install', icon: Download, disabledReason },
        {
          action: 'uninstall',
          icon: Trash2,
          danger: true,
          disabledReason,
          confirm: (
            <>
              <p>{pluginBulkBarWords.uninstallHint}</p>
              {usedPlugins.length > 0 && (
                <p>{pluginBulkBarWords.inUse(usedPlugins.map(({ name }) => name).join(', '))}</p>
              )}
            </>
          ),
        },
      ]}
    />
  )
}
