import type { Total } from '@flx/shared/core/list'
import { MAX_EXPORTED } from '@flx/shared/projects/meltano-export'
import { Download, FolderDown, FolderInput, LayoutTemplate, Upload, Workflow } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { exportUrl } from '#web/api/pipelines/pipeline-document.ts'
import type { PipelineFilters } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { downloadFrom } from '#web/lib/browser/download.ts'
import { IMPORT_LOOK } from '#web/parts/documents/import-look.ts'
import { paths } from '#web/paths.ts'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'
import { dialogOnDemand } from '#web/ui/on-demand/dialog-on-demand.tsx'

import { isFiltered } from '../list-search.ts'
import { documentMenuWords, meltanoDialogWords, pipelinesPageWords } from '../words.ts'

// Loaded on demand, because they are rarely opened.
const importing = dialogOnDemand(() => import('#web/parts/documents/import-dialog.tsx'), IMPORT_LOOK)
const exporting = dialogOnDemand(() => import('./meltano-dialog.tsx'), {
  title: meltanoDialogWords.title,
  height: 'h-44',
})

/**
 * Exports the listed pipelines as a document, or imports such a document. On a phone it also leads to flows and
 * templates, because there is no room for them beside it.
 */
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
  const [isImporting, setImporting] = useState(false)
  const [isExporting, setExporting] = useState(false)
  const tooMany = typeof total === 'object'
  return (
    <>
      <MoreActions
        label={documentMenuWords.exportAndImport}
        onPrepare={prepare}
        items={[
          {
            key: 'flows',
            label: pipelinesPageWords.flows,
            icon: Workflow,
            narrowOnly: true,
            onSelect: () => void navigate(paths.flows()),
          },
          {
            key: 'templates',
            label: pipelinesPageWords.templates,
            icon: LayoutTemplate,
            narrowOnly: true,
            onSelect: () => void navigate(paths.templates()),
          },
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
      {isExporting && (
        <exporting.Dialog
          choice={selected.length > 0 ? { ids: selected } : { filters }}
          onClose={() => setExporting(false)}
        />
      )}
      {isImporting && <importing.Dialog onClose={() => setImporting(false)} />}
    </>
  )
}

function prepare(): void {
  importing.prepare()
  exporting.prepare()
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
