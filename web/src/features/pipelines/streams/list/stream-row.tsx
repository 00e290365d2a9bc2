import { clsx } from 'clsx'
import { ChevronDown, ChevronRight, Settings2 } from 'lucide-react'

import { IconButton } from '#web/ui/button.tsx'
import { SelectBox } from '#web/ui/fields/select-box.tsx'
import { Select } from '#web/ui/fields/field.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { ownRule, settingsOf } from '../draft.ts'
import type { Row } from './rows.ts'
import type { StreamListProps } from './stream-list.tsx'
import { KeyOptions, MethodOptions } from './stream-options.tsx'
import { WORDS } from '../words.ts'

/** The columns of streams. A narrow list has only the name. */
export const COLUMNS =
  'grid items-center gap-x-3 grid-cols-[minmax(0,1fr)] @3xl:grid-cols-[minmax(0,1fr)_7.5rem_8.5rem_7rem_10.5rem]'

/** The row of a stream: what is selected, how it is extracted, and its bookmark. */
export function StreamRow({
  row: { entry, open },
  changed,
  bookmarks,
  draft,
  disabledReason,
  onOpen,
  onTickStream,
  onRule,
  onSettings,
}: StreamListProps & { row: Extract<Row, { kind: 'stream' }> }) {
  const { stream } = entry.indexed
  const { id, fields } = stream
  const settings = settingsOf(entry)
  const ownMetadata = ownRule(draft.metadata, id)
  const [method, key] = [textOf(ownMetadata['replication-method']), textOf(ownMetadata['replication-key'])]
  const bookmark = bookmarks.get(id)
  const isPart = entry.selected && entry.emitted < fields.length
  const needsKey = settings.method === 'INCREMENTAL' && settings.replicationKey === null
  return (
    <div className={clsx(COLUMNS, 'min-h-11 py-1 pr-3 pl-1', open && 'bg-sunken')}>
      <div className="flex min-w-0 items-center gap-1">
        <IconButton
          label={open ? WORDS.stream.close(id) : WORDS.stream.open(id)}
          aria-expanded={open}
          icon={open ? ChevronDown : ChevronRight}
          size="small"
          onClick={() => onOpen(id, !open)}
        />
        <SelectBox
          label={WORDS.stream.tick(id)}
          checked={entry.selected && !isPart}
          mixed={isPart}
          disabledReason={disabledReason}
          onToggle={() => onTickStream(entry, !entry.selected)}
        />
        <div className="flex min-w-0 grow flex-wrap items-baseline gap-x-2 pl-0.5">
          <span
            title={id}
            className={clsx(
              'max-w-full truncate font-mono text-xs font-semibold',
              entry.selected ? 'text-text' : 'text-text-soft',
            )}
          >
            {id}
          </span>
          <span className="tabular text-xs text-text-faint">
            {WORDS.stream.fields(entry.selected ? entry.emitted : fields.length, fields.length)}
          </span>
          {changed.has(id) && <Badge tone="caution">{WORDS.badges.changed}</Badge>}
          {settings.primaryKey.length === 0 && <Badge>{WORDS.badges.noKey}</Badge>}
          {Object.keys(ownRule(draft.schema, id)).length > 0 && <Badge>{WORDS.badges.schema}</Badge>}
          {entry.filtered && <span className="text-xs text-text-faint">{WORDS.stream.filtered}</span>}
        </div>
        <IconButton
          label={WORDS.stream.settings(id)}
          icon={Settings2}
          size="small"
          className="@3xl:hidden"
          onClick={() => onSettings(id)}
        />
      </div>
      <div className="hidden @3xl:block">
        <Select
          aria-label={WORDS.stream.method(id)}
          className="h-7! text-xs!"
          value={method}
          disabled={settings.isForced || disabledReason !== undefined}
          title={settings.isForced ? WORDS.dialog.forced : disabledReason}
          onChange={({ target }) =>
            onRule(entry, { 'replication-method': target.value === '' ? undefined : target.value })
          }
        >
          <MethodOptions stream={stream} chosen={method} />
        </Select>
      </div>
      <div className="hidden @3xl:block">
        <Select
          aria-label={WORDS.stream.key(id)}
          aria-invalid={needsKey || undefined}
          className="h-7! font-mono text-xs!"
          value={key}
          disabled={disabledReason !== undefined}
          title={needsKey ? WORDS.stream.noKey : disabledReason}
          onChange={({ target }) =>
            onRule(entry, { 'replication-key': target.value === '' ? undefined : target.value })
          }
        >
          <KeyOptions stream={stream} chosen={key} />
        </Select>
      </div>
      <button
        type="button"
        aria-label={WORDS.stream.settings(id)}
        title={WORDS.stream.settings(id)}
        className="group touch hidden min-w-0 items-center gap-1.5 rounded-sm text-left font-mono text-xs text-text-soft hover:text-text @3xl:flex"
        onClick={() => onSettings(id)}
      >
        <span className="truncate">
          {settings.primaryKey.length === 0 ? WORDS.stream.unset : settings.primaryKey.join(', ')}
        </span>
        <Settings2 aria-hidden className="size-3.5 shrink-0 text-text-faint group-hover:text-text" />
      </button>
      <span className="hidden min-w-0 @3xl:block">
        {bookmark === undefined ? (
          <span className="text-xs text-text-faint">{WORDS.stream.unset}</span>
        ) : (
          <>
            <span className="block truncate font-mono text-xs text-text" title={bookmark.value}>
              {bookmark.value}
            </span>
            {bookmark.at !== null && (
              <RelativeTime at={bookmark.at} className="block text-2xs text-text-faint" />
            )}
          </>
        )}
      </span>
    </div>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
