import type { Execution } from '@flx/shared/executions/execution'
import { NOTE_LENGTH, type ExecutionNote } from '@flx/shared/executions/execution-note'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, StickyNote, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { session, useRole } from '#web/api/access/session.ts'
import { addNote, deleteNote, editNote, executionNotes } from '#web/api/executions/execution-notes.ts'
import { NoteForm } from '#web/parts/note-form.tsx'
import { usePageActions } from '#web/lib/page-actions.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { notesWords as WORDS } from './words.ts'

/** The notes on an execution. */
export function NotesPart({ execution }: { execution: Pick<Execution, 'id' | 'notes'> }) {
  const executionId = execution.id
  // Most executions have none, and then nothing is loaded.
  const query = useQuery({ ...executionNotes.of(executionId), enabled: execution.notes > 0 })
  const [writing, setWriting] = useState(false)
  const operator = useRole('operator')
  const adding = useMutation(addNote())
  const disabledReason = operator.allowed ? undefined : operator.reason
  const write = () => setWriting(true)
  usePageActions([
    { id: 'note', label: WORDS.addKey, icon: StickyNote, hotkey: 'n', disabledReason, act: write },
  ])
  if (query.data === undefined && execution.notes > 0) {
    return query.isError ? (
      <QueryError query={query} title={WORDS.loadError} />
    ) : (
      <Skeleton className="h-8 w-full" />
    )
  }
  const notes = query.data?.notes ?? []
  return (
    <div className="space-y-2 text-sm">
      {notes.length === 0 && !writing && <p className="text-xs text-text-faint">{WORDS.none}</p>}
      {notes.length > 0 && (
        <ol aria-label={WORDS.notes} className="space-y-2">
          {notes.map((note) => (
            <Note key={note.id} executionId={executionId} note={note} />
          ))}
        </ol>
      )}
      {writing ? (
        <NoteForm
          words={WORDS}
          maxLength={NOTE_LENGTH}
          saving={adding}
          onSave={(body) => adding.mutate({ executionId, body }, { onSuccess: () => setWriting(false) })}
          onClose={() => {
            adding.reset()
            setWriting(false)
          }}
        />
      ) : (
        <Button size="small" icon={StickyNote} disabledReason={disabledReason} onClick={write}>
          {WORDS.add}
        </Button>
      )}
    </div>
  )
}

function Note({ executionId, note }: { executionId: string; note: ExecutionNote }) {
  const [mode, setMode] = useState<'edit' | 'delete' | null>(null)
  const { data: user } = useQuery(session.current())
  const operator = useRole('operator')
  const admin = useRole('admin')
  const editing = useMutation(editNote())
  const deleting = useMutation(deleteNote())
  const isOwn = operator.allowed && user?.id === note.byId
  const noteKey = { executionId, noteId: note.id }
  const close = () => {
    editing.reset()
    deleting.reset()
    setMode(null)
  }
  if (mode === 'edit') {
    return (
      <li>
        <NoteForm
          body={note.body}
          words={WORDS}
          maxLength={NOTE_LENGTH}
          saving={editing}
          onSave={(body) => editing.mutate({ ...noteKey, body }, { onSuccess: close })}
          onClose={close}
        />
      </li>
    )
  }
  return (
    <li className="rounded-md border border-line bg-surface px-3 py-2">
      <div className="flex items-start justify-between gap-2">
        <p className="min-w-0 text-xs wrap-anywhere text-text-faint">
          <span className="font-medium text-text-soft">{note.by}</span> · <RelativeTime at={note.at} />
          {note.editedAt !== null && ` · ${WORDS.edited}`}
        </p>
        {(isOwn || admin.allowed) && (
          <span className="-my-1 -mr-2 flex shrink-0">
            {isOwn && (
              <IconButton size="small" label={WORDS.edit} icon={Pencil} onClick={() => setMode('edit')} />
            )}
            <IconButton size="small" label={WORDS.delete} icon={Trash2} onClick={() => setMode('delete')} />
          </span>
        )}
      </div>
      <p className="mt-0.5 wrap-anywhere whitespace-pre-wrap text-text">{note.body}</p>
      {mode === 'delete' && (
        <ConfirmDialog
          title={WORDS.deleteTitle}
          confirmLabel={WORDS.delete}
          cancelLabel={WORDS.keep}
          danger
          busy={deleting.isPending}
          error={deleting.error === null ? null : messageOf(deleting.error)}
          onConfirm={() => deleting.mutate(noteKey, { onSuccess: close })}
          onClose={close}
        >
          <p className="line-clamp-4 wrap-anywhere whitespace-pre-wrap">{note.body}</p>
        </ConfirmDialog>
      )}
    </li>
  )
}
