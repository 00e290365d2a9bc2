import type { Dashboard, Widget } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'
import { Plus, Redo2, Undo2 } from 'lucide-react'
import { useEffect, useReducer, useRef, useState } from 'react'

import { updateDashboard } from '#web/api/dashboards.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Input } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { tabTitle } from '#web/ui/words.ts'

import { changeDraft, draftFrom } from '../draft.ts'
import { WidgetGrid } from '../widget-grid.tsx'
import { dashboardsWords, editorWords as words, KIND_WORDS, ownPageWords } from '../words.ts'
import { SharingSelect } from './sharing-select.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { EditedWidget } from './edited-widget.tsx'
import { lossReason, LossNotice, type Loss } from './loss-notice.tsx'
import { useUndoKeys } from './undo-keys.ts'
import { WidgetDialog } from './widget-dialog.tsx'

/** Edits a dashboard by mouse or keyboard. Nothing is kept until it is saved. */
export default function Editor({
  dashboard: newest,
  loss: knownLoss,
  onDone,
}: {
  dashboard: Dashboard
  /** Set if the dashboard was deleted or access was withdrawn during editing. */
  loss: Loss | null
  onDone: () => void
}) {
  // Changes that others save in the meantime arrive live. Saving detects them, and asks.
  const [dashboard] = useState(newest)
  const toast = useToast()
  const [draft, change] = useReducer(changeDraft, dashboard.widgets, draftFrom)
  const [name, setName] = useState(dashboard.name)
  const [sharing, setSharing] = useState(dashboard.sharing)
  const [dialog, setDialog] = useState<'add' | 'discard' | Widget | null>(null)
  const [announcement, announce] = useState('')
  const saving = useMutation(updateDashboard())
  const { widgets } = draft
  const isChanged = name !== dashboard.name || sharing !== dashboard.sharing || widgets !== dashboard.widgets
  useUndoKeys(change)
  const latest = useRef(widgets)
  useEffect(() => {
    latest.current = widgets
  }, [widgets])

  const mine = { name, widgets: [...widgets] }
  const save = (version = dashboard.version) =>
    saving.mutate(
      {
        id: dashboard.id,
        body: { version, ...mine, ...(dashboard.isOwner ? { sharing } : {}) },
      },
      {
        onSuccess: (saved) => {
          toast.done(words.saved(saved.name))
          onDone()
        },
      },
    )
  const theirs = theirsIn(saving.error)
  const loss = knownLoss ?? lossReason(saving.error)
  const arrangement = {
    widgets: () => latest.current,
    change: (action: Parameters<typeof change>[0]) => {
      // Changes that follow immediately build on it, before the page is rendered again.
      latest.current = changeDraft({ widgets: latest.current, past: [], future: [] }, action).widgets
      change(action)
    },
    announce: (id: string, action: 'moved' | 'resized') => {
      const index = latest.current.findIndex((widget) => widget.id === id)
      const widget = latest.current[index]
      if (widget === undefined) return
      const kind = KIND_WORDS[widget.kind].name
      announce(
        action === 'moved'
          ? words.moved(kind, index + 1, latest.current.length)
          : words.resized(kind, widget.width, widget.height),
      )
    },
  }
  const putWidget = (widget: Widget) => {
    const isNew = widgets.every(({ id }) => id !== widget.id)
    change({
      type: 'change',
      widgets: isNew ? [...widgets, widget] : widgets.map((item) => (item.id === widget.id ? widget : item)),
    })
    if (isNew) announce(words.added(KIND_WORDS[widget.kind].name))
    setDialog(null)
  }

  return (
    <>
      <title>{tabTitle(name)}</title>
      <h1 className="sr-only">{dashboard.name}</h1>
      <UnsavedChanges unsaved={() => isChanged} />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Input
          aria-label={words.name}
          value={name}
          maxLength={80}
          className="w-72! max-w-full font-semibold"
          onChange={(event) => setName(event.target.value)}
        />
        {dashboard.isOwner && (
          <SharingSelect
            aria-label={dashboardsWords.sharing}
            value={sharing}
            className="w-48!"
            onChange={setSharing}
          />
        )}
        <Button icon={Plus} onClick={() => setDialog('add')}>
          {words.add}
        </Button>
        <IconButton
          label={words.undo}
          icon={Undo2}
          disabledReason={draft.past.length === 0 ? words.undo : undefined}
          onClick={() => change({ type: 'undo' })}
        />
        <IconButton
          label={words.redo}
          icon={Redo2}
          disabledReason={draft.future.length === 0 ? words.redo : undefined}
          onClick={() => change({ type: 'redo' })}
        />
        <div className="ml-auto flex gap-2">
          <Button onClick={() => (isChanged ? setDialog('discard') : onDone())}>{words.cancel}</Button>
          {loss === null && (
            <Button variant="primary" busy={saving.isPending} onClick={() => save()}>
              {words.save}
            </Button>
          )}
        </div>
      </div>
      <p className="mb-3 text-sm text-text-faint">{words.hint}</p>
      {loss !== null && <LossNotice loss={loss} mine={mine} />}
      {saving.error !== null && theirs === null && loss === null && (
        <Notice tone="danger" className="mb-3">
          {messageOf(saving.error)}
        </Notice>
      )}
      <output className="sr-only">{announcement}</output>
      {widgets.length === 0 ? (
        <Card>
          <EmptyState
            title={ownPageWords.empty}
            actions={<Button onClick={() => setDialog('add')}>{words.add}</Button>}
          >
            {ownPageWords.emptyHint}
          </EmptyState>
        </Card>
      ) : (
        <WidgetGrid widgets={widgets} label={words.widgets}>
          {(widget) => (
            <EditedWidget
              widget={widget}
              arrangement={arrangement}
              onSettings={() => setDialog(widget)}
              onRemove={() => {
                change({ type: 'change', widgets: widgets.filter(({ id }) => id !== widget.id) })
                announce(words.removed(KIND_WORDS[widget.kind].name))
              }}
            />
          )}
        </WidgetGrid>
      )}
      {dialog === 'discard' && (
        <ConfirmDialog
          title={words.discard}
          confirmLabel={words.discardConfirm}
          danger
          cancelLabel={words.keep}
          busy={false}
          error={null}
          onConfirm={onDone}
          onClose={() => setDialog(null)}
        >
          <p>{words.discardHint}</p>
        </ConfirmDialog>
      )}
      {dialog !== null && dialog !== 'discard' && (
        <WidgetDialog
          widget={dialog === 'add' ? null : dialog}
          onPut={putWidget}
          onClose={() => setDialog(null)}
        />
      )}
      {theirs !== null && (
        <ConflictDialog
          mine={mine}
          theirs={theirs}
          busy={saving.isPending}
          onOverwrite={() => save(theirs.version)}
          onTakeTheirs={onDone}
          onClose={() => saving.reset()}
        />
      )}
    </>
  )
}

/** Returns the version that another user saved in the meantime, or null. */
function theirsIn(error: unknown): Dashboard | null {
  if (!isProblem(error, 409) || error.problem.code !== 'stale-version') return null
  return (error.problem as { current?: Dashboard }).current ?? null
}
