import type { Bookmark } from '@flx/shared/executions/state/bookmarks'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { Rewind } from 'lucide-react'
import { useState } from 'react'

import { IconButton } from '#web/ui/button.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { LoadMore } from '#web/ui/table/load-more.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { useStateEditing } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** One row per stream, or per partition of a partitioned stream. */
export function BookmarkTable({
  pipeline,
  bookmarks,
  onStream,
}: {
  pipeline: Pipeline
  bookmarks: readonly Bookmark[]
  onStream: (bookmark: Bookmark) => void
}) {
  const { disabledReason } = useStateEditing(pipeline)
  const [shownCount, setShownCount] = useState(PAGE)
  const columns: Column<Bookmark>[] = [
    {
      label: WORDS.columns.stream,
      card: 'title',
      className: 'align-top!',
      cell: ({ stream }) => (
        <span className="font-mono text-xs">
          <Breakable text={stream} />
        </span>
      ),
    },
    {
      label: WORDS.columns.key,
      card: 'none',
      headClass: WIDE,
      className: `align-top! whitespace-nowrap ${WIDE}`,
      cell: ({ positions }) => <Lines lines={positions.map(keyText)} />,
    },
    {
      label: WORDS.columns.position,
      card: 'message',
      className: 'align-top! sm:whitespace-nowrap',
      cell: ({ positions }) =>
        positions.length === 0 ? (
          <span className="text-text-faint">{WORDS.noPosition}</span>
        ) : (
          <>
            <Lines lines={positions.map(({ value }) => value)} />
            {/* A narrow screen does not show the other columns. */}
            <span className="text-xs text-text-faint sm:hidden">
              {positions.slice(0, 1).map(keyText)}
              {typeof positions[0]?.at === 'string' && (
                <>
                  {' · '}
                  <RelativeTime at={positions[0].at} />
                </>
              )}
            </span>
          </>
        ),
    },
    {
      label: WORDS.columns.age,
      card: 'none',
      headClass: WIDE,
      className: `align-top! whitespace-nowrap text-text-soft ${WIDE}`,
      cell: ({ positions }) =>
        positions.slice(0, MAX_LINES).map(({ at, key, part }) => (
          <div key={`${part} ${key}`} className="text-xs/5">
            <RelativeTime at={at} />
          </div>
        )),
    },
    actionsColumn(
      (bookmark) => (
        <IconButton
          label={WORDS.actions.stream(bookmark.stream)}
          icon={Rewind}
          size="small"
          disabledReason={disabledReason}
          onClick={() => onStream(bookmark)}
        />
      ),
      'w-px text-right align-top! whitespace-nowrap',
    ),
  ]
  return (
    <>
      <DataTable
        label={WORDS.title}
        rows={bookmarks.slice(0, shownCount)}
        keyOf={({ stream }) => stream}
        columns={columns}
      />
      {shownCount < bookmarks.length && (
        <div className="px-4 pb-3">
          <LoadMore
            shown={shownCount}
            total={bookmarks.length}
            noun={WORDS.noun}
            hasMore
            busy={false}
            onMore={() => setShownCount(shownCount + PAGE)}
          />
        </div>
      )}
    </>
  )
}

/** Shown only if there is room. */
const WIDE = 'hidden sm:table-cell'

/** Formats the partition and key: "org north · at". */
const keyText = ({ part, key }: Bookmark['positions'][number]): string =>
  [part, key].filter((word) => word !== null && word !== '').join(' · ')

/** The number of streams listed at first. */
const PAGE = 200
/** The number of partitions listed per stream. The state's text has all of them. */
const MAX_LINES = 5

function Lines({ lines }: { lines: readonly string[] }) {
  const remaining = lines.length - MAX_LINES
  return (
    <div className="font-mono text-xs/5">
      {lines.slice(0, MAX_LINES).map((line, index) => (
        // Lines have no identity other than their position.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} title={line} className="[overflow-wrap:anywhere] sm:max-w-72 sm:truncate">
          {line === '' ? '—' : line}
        </div>
      ))}
      {remaining > 0 && <div className="font-sans text-text-faint">{WORDS.moreLines(remaining)}</div>}
    </div>
  )
}
