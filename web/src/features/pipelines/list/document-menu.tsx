import type { Total } from '@flx/shared/list'
import { Download, Ellipsis, Upload } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { exportUrl } from '#web/api/pipeline-document.ts'
import type { PipelineFilters } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/menu.tsx'

import { isFiltered } from './list-search.ts'

// Few open it: its code is fetched when somebody does.
const ImportDialog = lazy(() => import('./import-dialog.tsx'))

/** Takes the listed pipelines out as a document, or brings such a document in. */
export function DocumentMenu({ filters, total }: { filters: PipelineFilters; total: Total | undefined }) {
  const editor = useRole('editor')
  const [importing, setImporting] = useState(false)
  const tooMany = typeof total === 'object'
  return (
    <>
      <Menu
        label="Export and import"
        align="end"
        triggerClass={buttonClass({ className: 'w-8 px-0!' })}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        items={[
          {
            key: 'export',
            label: isFiltered(filters) ? 'Export these as YAML' : 'Export as YAML',
            icon: Download,
            disabledReason: tooMany
              ? 'One document holds at most 10,000 pipelines: filter the list first.'
              : total === 0
                ? 'There is nothing to export.'
                : undefined,
            onSelect: () => downloadFrom(exportUrl(filters)),
          },
          {
            key: 'import',
            label: 'Import YAML…',
            icon: Upload,
            disabledReason: editor.allowed ? undefined : editor.reason,
            onSelect: () => setImporting(true),
          },
        ]}
      />
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  )
}

/** The browser asks where to put it, as for a link that downloads. */
function downloadFrom(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = 'pipelines.yaml'
  link.click()
}
