import type { Total } from '@flx/shared/core/list'
import { MAX_EXPORTED } from '@flx/shared/projects/meltano-export'
import { Download, FolderDown, FolderInput, Upload } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'

import { exportUrl } from '#web/api/pipelines/pipeline-document.ts'
import type { PipelineFilters } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { downloadFrom } from '#web/lib/browser/download.ts'
import { paths } from '#web/paths.ts'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'

import { isFiltered } from '../list-search.ts'
import { documentMenuWords } from '../words.ts'

// Loaded on demand, because they are rarely opened.
const ImportDialog = lazy(() => import('#web/parts/documents/import-dialog.tsx'))
const MeltanoDialog = lazy(() => import('./meltano-dialog.tsx'))

/** Exports the listed pipelines as a document, or imports such a document. */
export function DocumentMenu({
  filters,
  total,
  selected,
}: {
  filters: PipelineFilters
  total: Total | undefined
  /** Ids of ticked pipelines. */
  selected: readonly string[]
}) {
  const editor = useRole('editor')
  const navigate = useNavigate()
  const [importing, setImporting] = useState(false)
  const [exporting, setExporting] = useState(false)
  const tooMany = typeof total === 'object'
  return (
    <>
      <MoreActions
        label={documentMenuWords.exportAndImport}
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
            onSelect: () => downloadFrom(exportUrl(filters), 'pipelines.yaml'),
          },
          {
            key: 'meltano',
            label: documentMenuWords.exportToMeltano(selected.length),
            icon: FolderDown,
            disabledReason: meltanoReason(editor, total, selected.length),
            onSelect: () => setExporting(true),
          },
          {
            key: 'import',
            label: documentMenuWords.importYaml,
            icon: Upload,
            disabledReason: editor.allowed ? undefined : editor.reason,
            onSelect: () => setImporting(true),
          },
          {
            key: 'project',
            label: documentMenuWords.importProject,
            icon: FolderInput,
            disabledReason: editor.allowed ? undefined : editor.reason,
            onSelect: () => void navigate(paths.importProject()),
          },
        ]}
      />
      {exporting && (
        <Suspense fallback={null}>
          <MeltanoDialog
            choice={selected.length > 0 ? { ids: selected } : { filters }}
            onClose={() => setExporting(false)}
          />
        </Suspense>
      )}
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  )
}

function meltanoReason(
  editor: ReturnType<typeof useRole>,
  total: Total | undefined,
  selected: number,
): string | undefined {
  if (!editor.allowed) return editor.reason
  if (selected > 0) return undefined
  if (total === 0) return documentMenuWords.nothingToExport
  return typeof total === 'object' || (total ?? 0) > MAX_EXPORTED
    ? documentMenuWords.tooManyForMeltano
    : undefined
}
