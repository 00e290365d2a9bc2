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
import { changesOf, rowsOf, type StreamFilter } from './list/rows.ts'
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
  catalogUse,
  tools,
  disabledReason,
}: {
  pipelineId: string
  catalog: CompactCatalog
  catalogUse: PipelineCatalog
  tools: ReactNode
  disabledReason: string | undefined
}) {
  const toast = useToast()
  const streamsDraft = useStreamsDraft(pipelineId, catalogUse)
  const { draft, saved } = streamsDraft
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<StreamFilter>('all')
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(catalog))
  const [settingsId, setSettingsId] = useState<string | null>(null)
  const bookmarks = useBookmarks(pipelineId)

  const rules = useMemo(() => rulesInForce(draft, catalogUse), [draft, catalogUse])
  const savedRules = useMemo(() => rulesInForce(saved, catalogUse), [saved, catalogUse])
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
  const unsavedStreams = useMemo(
    () => (streamsDraft.unsaved ? unsavedChanges({ view: savedView, draft: saved }, { view, draft }) : []),
    [streamsDraft.unsaved, savedView, saved, view, draft],
  )
  const changes = useMemo(() => changesOf(catalogUse.change?.diff), [catalogUse.change])
  const changed = useMemo(
    () => new Set([...changes.streams, ...unsavedStreams.map(({ stream }) => stream)]),
    [changes, unsavedStreams],
  )
  const rows = useMemo(
    () => rowsOf(view, { search, shown, open, changed }),
    [view, search, shown, open, changed],
  )

  const edit = ({ lines, blockedBy }: EditedLines) => {
    if (blockedBy === null) streamsDraft.change({ select: lines })
    else toast.problem(WORDS.blocked(blockedBy))
  }
  const setRule = (id: string, values: Readonly<Record<string, Json | undefined>>) =>
    streamsDraft.change({ metadata: withStreamRule(draft.metadata, id, values) })
  const counts: Record<StreamFilter, number> = {
    all: view.streams.length,
    selected: view.selectedStreams,
    changed: view.streams.filter((entry) => changed.has(entry.indexed.stream.id)).length,
  }
  const settingsEntry = view.streams.find((entry) => entry.indexed.stream.id === settingsId)
  const [streams, streamsWord, fields, fieldsWord] = WORDS.counts(
    view.selectedStreams,
    view.streams.length,
    view.emittedFields,
    view.fields,
  )
  return (
    <>
      <UnsavedChanges unsaved={() => streamsDraft.unsaved} />
      {streamsDraft.isNewer && <Notice>{WORDS.unsaved.meanwhile}</Notice>}
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
            <Segmented<StreamFilter>
              label={WORDS.show}
              chosen={shown}
              onChoose={setShown}
              options={(['all', 'selected', 'changed'] as const).map((key) => ({
                key,
                label: SHOWN_WORDS[key],
                count: counts[key],
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
                setOpen((current) => {
                  const next = new Set(current)
                  if (on) next.add(id)
                  else next.delete(id)
                  return next
                })
              }
              onTickAll={(on) => streamsDraft.change({ select: on ? EVERYTHING : [] })}
              onTickStream={(entry, on) => edit(tickStream(rules.select, entry.indexed, on))}
              onTickField={(entry, field, on) => edit(tickField(rules.select, entry.indexed, field, on))}
              onRule={(entry: SelectedStream, values) => setRule(entry.indexed.stream.id, values)}
              onSettings={setSettingsId}
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
            inherits={catalogUse.inherited.select !== null}
            extractor={catalogUse.extractor}
            selectFilter={catalogUse.selectFilter}
            disabledReason={disabledReason}
            onChange={(select) => streamsDraft.change({ select })}
          />
          <BookmarksPanel pipelineId={pipelineId} bookmarks={bookmarks} />
          {streamsDraft.unsaved && (
            <UnsavedPanel
              changes={unsavedStreams}
              pending={streamsDraft.pending}
              disabledReason={disabledReason}
              onSave={streamsDraft.save}
              onDiscard={streamsDraft.discard}
            />
          )}
        </div>
      </div>
      {settingsEntry !== undefined && (
        <StreamDialog
          entry={settingsEntry}
          draft={draft}
          disabledReason={disabledReason}
          onApply={(change) => {
            streamsDraft.change(change)
            setSettingsId(null)
          }}
          onClose={() => setSettingsId(null)}
        />
      )}
      {streamsDraft.conflict !== null && (
        <ConflictDialog
          changes={streamsDraft.conflict.changes}
          busy={streamsDraft.pending}
          onSave={streamsDraft.resolve}
          onClose={streamsDraft.leaveConflict}
        />
      )}
    </>
  )
}

/** Returns the streams that are expanded at first: a catalogue's only stream. */
const firstOpen = ({ streams }: CompactCatalog): ReadonlySet<string> =>
  new Set(streams.length === 1 ? streams.map(({ id }) => id) : [])
