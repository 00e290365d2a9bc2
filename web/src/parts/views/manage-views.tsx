import type { SavedView, ViewPage, ViewPatch } from '@flx/shared/access/view'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { createView, deleteView, updateView, views } from '#web/api/views.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Switch } from '#web/ui/fields/checkbox.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { Input } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { manageViewsWords } from './words.ts'

/** Renames, shares, replaces and deletes the views of a page. */
export function ManageViews({
  page,
  query,
  onClose,
}: {
  page: ViewPage
  /** The query that the page shows now. */
  query: string
  onClose: () => void
}) {
  const savedViews = useQuery(views.ofPage(page))
  return (
    <Dialog title={manageViewsWords.title} onClose={onClose} wide>
      <QueryContent query={savedViews} errorTitle={manageViewsWords.loadError} skeleton="h-24">
        {(loaded) =>
          loaded.length === 0 ? (
            <p>{manageViewsWords.empty}</p>
          ) : (
            <ul aria-label={manageViewsWords.title} className="divide-y divide-line">
              {loaded.map((view) => (
                <Row key={view.id} view={view} query={query} />
              ))}
            </ul>
          )
        }
      </QueryContent>
    </Dialog>
  )
}

function Row({ view, query }: { view: SavedView; query: string }) {
  const toast = useToast()
  const operator = useRole('operator')
  const admin = useRole('admin')
  const [name, setName] = useState(view.name)
  const updating = useMutation(updateView())
  const deleting = useMutation(deleteView())
  // Called from a toast, when this row is gone.
  const creating = useMutation({ ...createView(), onError: (error) => toast.problem(messageOf(error)) })
  const change = (body: ViewPatch, message: string) => {
    deleting.reset()
    updating.mutate({ id: view.id, body }, { onSuccess: () => toast.done(message) })
  }
  const rename = () => {
    const newName = name.trim()
    if (newName === '' || newName === view.name) return setName(view.name)
    change({ name: newName }, manageViewsWords.renamed(newName))
  }
  // Not a callback of the mutation: this row is unmounted by then.
  const remove = () => {
    updating.reset()
    return deleting.mutateAsync(view.id).then(
      () => {
        const { page, name: deletedName, query: text, shared } = view
        toast.done(
          manageViewsWords.deleted(deletedName),
          view.isOwner ? () => creating.mutate({ page, name: deletedName, query: text, shared }) : undefined,
        )
      },
      // Shown in the row.
      () => undefined,
    )
  }
  const failure = updating.error ?? deleting.error
  const problem = failure !== null && (
    <p role="alert" className="basis-full text-danger">
      {messageOf(failure)}
    </p>
  )
  if (!view.isOwner) {
    return (
      <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2">
        <span className="min-w-0 flex-1 truncate text-text">{view.name}</span>
        <span className="shrink-0">{manageViewsWords.sharedBy(view.owner.name)}</span>
        {admin.allowed && (
          <IconButton
            label={manageViewsWords.delete(view.name)}
            icon={Trash2}
            onClick={() => void remove()}
          />
        )}
        {problem}
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <Input
        aria-label={manageViewsWords.nameOf(view.name)}
        value={name}
        maxLength={80}
        className="min-w-40 grow basis-40"
        onChange={(event) => setName(event.target.value)}
        onBlur={rename}
        onKeyDown={(event) => {
          if (event.key === 'Enter') rename()
        }}
      />
      <Switch
        label={manageViewsWords.shared}
        checked={view.shared}
        disabledReason={operator.allowed || view.shared ? undefined : operator.reason}
        onChange={(shared) =>
          change(
            { shared },
            shared ? manageViewsWords.nowShared(view.name) : manageViewsWords.nowPrivate(view.name),
          )
        }
      />
      <Button
        disabledReason={query === view.query ? manageViewsWords.same : undefined}
        onClick={() => change({ query }, manageViewsWords.updated(view.name))}
      >
        {manageViewsWords.update}
      </Button>
      <IconButton label={manageViewsWords.delete(view.name)} icon={Trash2} onClick={() => void remove()} />
      {problem}
    </li>
  )
}
