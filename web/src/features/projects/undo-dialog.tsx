import type { ImportUndo } from '@flx/shared/projects/project-import'
import { useMutation, useQuery } from '@tanstack/react-query'

import { projects, undoImport } from '#web/api/projects/projects.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { undoWords } from './words.ts'

/** Undoes an import after showing the effect. What stays is shown with its reason. */
export function UndoDialog({
  projectId,
  onClose,
  onUndone,
}: {
  projectId: string
  onClose: () => void
  /** Called if everything was undone. */
  onUndone: () => void
}) {
  const toast = useToast()
  const undoQuery = useQuery(projects.undo(projectId))
  const undoing = useMutation(undoImport())
  const { data } = undoQuery
  const { error } = undoing
  const reasons = new Map(undoing.data?.items.map(({ id, message }) => [id, message]))
  const items = (data?.items ?? []).map((item) => ({
    ...item,
    problem: item.problem ?? reasons.get(item.id) ?? null,
  }))
  const openCount = data?.items.filter(({ problem }) => problem === null).length ?? 0
  const confirm = () => {
    if (data === undefined) return
    undoing.mutate(
      { id: projectId, importedAt: data.importedAt },
      {
        onSuccess: (result) => {
          const undoneCount = result.items.filter(({ undone }) => undone).length
          const keptCount = result.items.length - undoneCount + (result.unreadable?.steps ?? 0)
          toast.done(
            [undoWords.done(undoneCount), ...(keptCount === 0 ? [] : [undoWords.kept(keptCount)])].join(' '),
          )
          if (keptCount === 0) onUndone()
        },
        onError: () => void undoQuery.refetch(),
      },
    )
  }
  return (
    <ConfirmDialog
      title={undoWords.title}
      wide
      danger
      confirmLabel={data === undefined ? undoWords.undo : undoWords.confirm(openCount)}
      busy={undoing.isPending}
      error={error === null ? null : messageOf(error)}
      disabledReason={
        loadReason(undoQuery, undoWords) ??
        (openCount === 0 ? (data?.unreadable?.message ?? undoWords.nothing) : undefined)
      }
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{undoWords.hint}</p>
      <QueryContent query={undoQuery} errorTitle={undoWords.loadError} skeleton="h-40">
        {({ unreadable }) => <Steps items={items} nothing={unreadable === null} />}
      </QueryContent>
      {data?.unreadable && <p className="text-caution">{data.unreadable.message}</p>}
    </ConfirmDialog>
  )
}

/** The items. `nothing` shows a message if there are none. */
function Steps({ items, nothing }: Pick<ImportUndo, 'items'> & { nothing: boolean }) {
  if (items.length === 0) return nothing && <p>{undoWords.nothing}</p>
  return (
    <ul
      aria-label={undoWords.list}
      className="max-h-80 divide-y divide-line overflow-y-auto border-y border-line text-sm"
    >
      {items.map(({ id, name, outcome, problem }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3 py-1.5">
          <span className={`w-20 shrink-0 ${problem === null ? 'text-text-soft' : 'text-caution'}`}>
            {problem === null ? undoWords.will[outcome] : undoWords.stays}
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
          {problem !== null && <span className="w-full text-xs text-text-soft">{problem}</span>}
        </li>
      ))}
    </ul>
  )
}
