import type { Total } from '@flx/shared/list'
import type { Plugin } from '@flx/shared/plugin'
import { Download, Trash2 } from 'lucide-react'

import type { PluginFilters } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { BulkBar } from '#web/features/bulk/bulk-bar.tsx'
import type { Selection } from '#web/lib/selection.ts'

/** What can be done to the ticked plugins. */
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
  const used = plugins.filter(({ id, usedByCount }) => selection.has(id) && usedByCount > 0)
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
              <p>Their environments are removed; they stay registered and their settings stay.</p>
              {used.length > 0 && (
                <p>
                  Left out, because pipelines use them: {used.map(({ name }) => name).join(', ')}. Uninstall
                  such a plugin on its own page.
                </p>
              )}
            </>
          ),
        },
      ]}
    />
  )
}
