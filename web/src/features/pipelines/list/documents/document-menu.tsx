import type { Total } from '@flx/shared/core/list'
import { Download, Ellipsis, Upload } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { exportUrl } from '#web/api/pipeline-document.ts'
import type { PipelineFilters } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { isFiltered } from '../list-search.ts'
import { documentMenuWords } from '../words.ts'

// Rarely opened: its code is loaded on demand.
const ImportDialog = lazy(() => import('./import-dialog.tsx'))

/** Takes the listed pipelines out as a document, or brings such a document in. */
export function DocumentMenu({ filters, total }: { filters: PipelineFilters; total: Total | undefined }) {
  const editor = useRole('editor')
  const [importing, setImporting] = useState(false)
  const tooMany = typeof total === 'object'
  return (
    <>
      <Menu
        label={documentMenuWords.exportAndImport}
        align="end"
        triggerClass={buttonClass({ className: 'w-8 px-0!' })}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        items={[
          {
            key: 'export',
            label: isFiltered(filters) ? documentMenuWords.exportThese : documentMenuWords.exportAsYaml,
            icon: Download,
            disabledReason: tooMany
              ? documentMenuWords.tooMany
              : total === 0
                ? documentMenuWords.nothingToExport
                : undefined,
            onSelect: () => downloadFrom(exportUrl(filters)),
          },
          {
            key: 'import',
            label: documentMenuWords.importYaml,
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
