import { ArchiveRestore, CirclePause, CirclePlay, Play, Trash2 } from 'lucide-react'

import type { PipelineFilters } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { BulkBar, type BulkAction, type BulkListProps } from '#web/parts/bulk/bulk-bar.tsx'
import { pipelineBulkBarWords } from './words.ts'

/** Actions for the ticked pipelines. Archived ones can only be restored. */
export function PipelineBulkBar({ selection, shown, total, filters }: BulkListProps<PipelineFilters>) {
  const operator = useRole('operator')
  const editor = useRole('editor')
  const operatorReason = operator.allowed ? undefined : operator.reason
  const editorReason = editor.allowed ? undefined : editor.reason
  const { sort: _sort, limit: _limit, ...filter } = filters
  const isArchived = filters.status === 'archived'
  const actions: BulkAction[] = isArchived
    ? [{ action: 'restore', icon: ArchiveRestore, disabledReason: editorReason }]
    : [
        { action: 'execute', icon: Play, disabledReason: operatorReason },
        { action: 'activate', icon: CirclePlay, disabledReason: operatorReason },
        { action: 'deactivate', icon: CirclePause, disabledReason: operatorReason },
        {
          action: 'delete',
          icon: Trash2,
          danger: true,
          disabledReason: editorReason,
          confirm: <p>{pipelineBulkBarWords.hint}</p>,
        },
      ]
  return (
    <BulkBar
      kind="pipelines"
      selection={selection}
      shown={shown}
      total={total}
      filter={filter}
      actions={actions}
    />
  )
}
