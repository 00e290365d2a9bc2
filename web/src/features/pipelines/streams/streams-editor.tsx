import type { CompactCatalog } from '@flx/shared/catalog/compact-schema'
import { tickField, tickStream, type EditedLines } from '@flx/shared/catalog/edit-lines'
import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { withSchemas } from '@flx/shared/catalog/schema-overrides'
import { createSelector, type SelectedStream } from '@flx/shared/catalog/selector'
import type { Json } from '@flx/shared/json/json'
import { useMemo, useState, type ReactNode } from 'react'

import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { Card } from '#web/ui/card.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { ConflictDialog } from '../form/conflict-dialog.tsx'
import { BookmarksPanel, useBookmarks } from './list/bookmarks.tsx'
import { EVERYTHING, rulesInForce, withStreamRule } from './draft.ts'
import { PatternsPanel } from './patterns-panel.tsx'
import { changesOf, rowsOf, type Shown } from './list/rows.ts'
import { StreamDialog } from './stream-dialog.tsx'
import { StreamList } from './list/stream-list.tsx'
import { unsavedChanges } from './unsaved-changes.ts'
import { UnsavedPanel } from './unsaved-panel.tsx'
import { useStreamsDraft } from './use-streams-draft.ts'
import { SHOWN_WORDS, WORDS } from './words.ts'

/** Selects streams and fields of a catalogue, by ticks and by patterns. */
export function StreamsEditor({
  pipelineId,
  catalog,
  use,
  tools,
  disabledReason,
}: {
  pipelineId: string
  catalog: CompactCatalog
  use: PipelineCatalog
  tools: ReactNode
  disabledReason: string | undefined
}) {
  const toast = useToast()
  const editing = useStreamsDraft(pipelineId, use)
  const { draft, saved } = editing
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(catalog))
  const [settingsOf, setSettingsOf] = useState<string | null>(null)
  const bookmarks = useBookmarks(pipelineId)

  const rules = useMemo(() => rulesInForce(draft, use), [draft, use])
  const savedRules = useMemo(() => rulesInForce(saved, use), [saved, use])
  const schemas = JSON.stringify(rules.schema)
  const savedSchemas = JSON.stringify(savedRules.schema)
  // oxlint-disable-next-line react/exhaustive-deps -- by value: an edit elsewhere must not index everything again.
  const selector = useMemo(() => createSelector(withSchemas(catalog, rules.schema)), [catalog, schemas])
  const savedSelector = useMemo(
    () => (schemas === savedSchemas ? selector : createSelector(withSchemas(catalog, savedRules.schema))),
    // oxlint-disable-next-line react/exhaustive-deps -- as above.
    [catalog, schemas, savedSchemas, selector],
  )
  const view = useMemo(() => selector.select(rules), [selector, rules])
  const savedView = useMemo(
    () => (rules === savedRules ? view : savedSelector.select(savedRules)),
    [savedSelector, savedRules, rules, view],
  )
  const unsaved = useMemo(
    () => (editing.unsaved ? unsavedChanges({ view: savedView, draft: saved }, { view, draft }) : []),
    [editing.unsaved, savedView, saved, view, draft],
  )
  const changes = useMemo(() => changesOf(use.change?.diff), [use.change])
  const changed = useMemo(
    () => new Set([...changes.streams, ...unsaved.map(({ stream }) => stream)]),
    [changes, unsaved],
  )
  const rows = useMemo(
    () => rowsOf(view, { search, shown, open, changed }),
    [view, search, shown, open, changed],
  )

  const edit = ({ lines, blockedBy }: EditedLines) => {
    if (blockedBy === null) editing.change({ select: lines })
    else toast.problem(WORDS.blocked(blockedBy))
  }
  const setRule = (id: string, values: Readonly<Record<string, Json | undefined>>) =>
    editing.change({ metadata: withStreamRule(draft.metadata, id, values) })
  const counts: Record<Shown, number> = {
    all: view.streams.length,
    selected: view.selectedStreams,
    changed: view.streams.filter((of) => changed.has(of.indexed.stream.id)).length,
  }
  const inSettings = view.streams.find((of) => of.indexed.stream.id === settingsOf)
  const [streams, streamsWord, fields, fieldsWord] = WORDS.counts(
    view.selectedStreams,
    view.streams.length,
    view.emittedFields,
    view.fields,
  )
  return (
    <>
      <UnsavedChanges unsaved={() => editing.unsaved} />
      {editing.isNewer && <Notice>{WORDS.unsaved.meanwhile}</Notice>}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-3">
          <div className="flex flex-wrap items-center gap-2">
            <SearchField
              label={WORDS.search}
              placeholder={WORDS.search}
              value={search}
              onSearch={setSearch}
              className="w-full sm:w-52"
            />
            <Segmented<Shown>
              label={WORDS.show}
              chosen={shown}
              onChoose={setShown}
              options={(['all', 'selected', 'changed'] as const).map((key) => ({
                key,
                label: `${SHOWN_WORDS[key]} ${counts[key]}`,
              }))}
            />
            <p className="tabular ml-auto text-sm text-text-soft">
              <b className="font-semibold text-text">{streams}</b> {streamsWord},{' '}
              <b className="font-semibold text-text">{fields}</b> {fieldsWord}
            </p>
            <div className="flex gap-2">{tools}</div>
          </div>
          <Card className="overflow-hidden">
            <StreamList
              rows={rows}
              view={view}
              changes={changes}
              changed={changed}
              bookmarks={bookmarks.byStream}
              lines={rules.select}
              draft={draft}
              disabledReason={disabledReason}
              onOpen={(id, on) =>
                setOpen((before) => {
                  const next = new Set(before)
                  if (on) next.add(id)
                  else next.delete(id)
                  return next
                })
              }
              onTickAll={(on) => editing.change({ select: on ? EVERYTHING : [] })}
              onTickStream={(of, on) => edit(tickStream(rules.select, of.indexed, on))}
              onTickField={(of, field, on) => edit(tickField(rules.select, of.indexed, field, on))}
              onRule={(of: SelectedStream, values) => setRule(of.indexed.stream.id, values)}
              onSettings={setSettingsOf}
            />
          </Card>
          <p className="text-xs text-text-faint">{WORDS.hint}</p>
        </div>
        <div className="min-w-0 space-y-4 xl:sticky xl:top-4">
          <PatternsPanel
            selector={selector}
            view={view}
            lines={rules.select}
            isOwn={draft.select !== null}
            inherits={use.inherited.select !== null}
            extractor={use.extractor}
            selectFilter={use.selectFilter}
            disabledReason={disabledReason}
            onChange={(select) => editing.change({ select })}
          />
          <BookmarksPanel pipelineId={pipelineId} bookmarks={bookmarks} />
          {editing.unsaved && (
            <UnsavedPanel
              changes={unsaved}
              pending={editing.pending}
              disabledReason={disabledReason}
              onSave={editing.save}
              onDiscard={editing.discard}
            />
          )}
        </div>
      </div>
      {inSettings !== undefined && (
        <StreamDialog
          of={inSettings}
          draft={draft}
          disabledReason={disabledReason}
          onApply={(change) => {
            editing.change(change)
            setSettingsOf(null)
          }}
          onClose={() => setSettingsOf(null)}
        />
      )}
      {editing.conflict !== null && (
        <ConflictDialog
          changes={editing.conflict.changes}
          busy={editing.pending}
          onSave={editing.resolve}
          onClose={editing.leaveConflict}
        />
      )}
    </>
  )
}

/** Returns the streams that are expanded at first: a catalogue's only stream. */
const firstOpen = ({ streams }: CompactCatalog): ReadonlySet<string> =>
  new Set(streams.length === 1 ? streams.map(({ id }) => id) : [])
