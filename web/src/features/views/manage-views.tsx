import type { SavedView, ViewPage, ViewPatch } from '@flx/shared/view'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/session.ts'
import { createView, deleteView, updateView, views } from '#web/api/views.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Switch } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Input } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Renames, shares, replaces and deletes the views of a page. */
export function ManageViews({
  page,
  query,
  onClose,
}: {
  page: ViewPage
  /** What the page shows now. */
  query: string
  onClose: () => void
}) {
  const { data: saved = [] } = useQuery(views.ofPage(page))
  return (
    <Dialog title="Saved views" onClose={onClose} wide>
      {saved.length === 0 ? (
        <p>There is none any more.</p>
      ) : (
        <ul aria-label="Saved views" className="divide-y divide-line">
          {saved.map((view) => (
            <Row key={view.id} view={view} query={query} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Row({ view, query }: { view: SavedView; query: string }) {
  const toast = useToast()
  const operator = useRole('operator')
  const admin = useRole('admin')
  const [name, setName] = useState(view.name)
  const problem = (error: unknown) => toast.problem(messageOf(error))
  const updating = useMutation({ ...updateView(), onError: problem })
  const deleting = useMutation({ ...deleteView(), onError: problem })
  const creating = useMutation({ ...createView(), onError: problem })
  const change = (body: ViewPatch, done: string) =>
    updating.mutate({ id: view.id, body }, { onSuccess: () => toast.done(done) })
  const rename = () => {
    const next = name.trim()
    if (next === '' || next === view.name) return setName(view.name)
    change({ name: next }, `The view is now called ${next}.`)
  }
  // Not a callback of the mutation: this row is gone by then.
  const remove = () =>
    deleting.mutateAsync(view.id).then(
      () => {
        const { page, name: kept, query: text, shared } = view
        toast.done(
          `The view ${kept} was deleted.`,
          view.mine ? () => creating.mutate({ page, name: kept, query: text, shared }) : undefined,
        )
      },
      () => undefined,
    )
  if (!view.mine) {
    return (
      <li className="flex items-center gap-3 py-2">
        <span className="min-w-0 grow truncate text-text">{view.name}</span>
        <span className="shrink-0">shared by {view.owner.name}</span>
        {admin.allowed && (
          <IconButton label={`Delete ${view.name}`} icon={Trash2} onClick={() => void remove()} />
        )}
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <Input
        aria-label={`Name of ${view.name}`}
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
        label="Shared"
        checked={view.shared}
        disabledReason={operator.allowed || view.shared ? undefined : operator.reason}
        onChange={(shared) =>
          change({ shared }, shared ? `Everybody sees ${view.name} now.` : `${view.name} is yours alone now.`)
        }
      />
      <Button
        disabledReason={query === view.query ? 'This is what the page shows.' : undefined}
        onClick={() => change({ query }, `${view.name} keeps what the page shows now.`)}
      >
        Replace by what is shown
      </Button>
      <IconButton label={`Delete ${view.name}`} icon={Trash2} onClick={() => void remove()} />
    </li>
  )
}
