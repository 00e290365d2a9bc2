import { bookmarksOf, type Bookmark } from '@flx/shared/executions/state/bookmarks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'

import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { WORDS } from '../words.ts'

/** The bookmark of a stream, as shown in its row. */
export interface StreamBookmark {
  value: string
  /** The moment, if the value is a date. */
  at: string | null
}

export interface Bookmarks {
  byStream: ReadonlyMap<string, StreamBookmark>
  isLoaded: boolean
}

export function useBookmarks(pipelineId: string): Bookmarks {
  const { data } = useQuery(pipelineState.current(pipelineId))
  const byStream = useMemo(
    () => new Map(bookmarksOf(data?.value ?? null).flatMap((bookmark) => entryOf(bookmark))),
    [data],
  )
  return { byStream, isLoaded: data !== undefined }
}

/** Returns the bookmark of a stream. For several partitions, the one that lags most. */
function entryOf({ stream, positions }: Bookmark): [string, StreamBookmark][] {
  const oldest = positions.toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))[0]
  return oldest === undefined ? [] : [[stream, { value: oldest.value, at: oldest.at }]]
}

/** The extractor's progress in a sentence. The state has its own tab. */
export function BookmarksPanel({ pipelineId, bookmarks }: { pipelineId: string; bookmarks: Bookmarks }) {
  if (!bookmarks.isLoaded) return null
  const dated = [...bookmarks.byStream].filter(([, { at }]) => at !== null)
  const [oldest] = dated.toSorted(([, a], [, b]) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))
  return (
    <Section
      title={WORDS.bookmarks.title}
      aside={
        bookmarks.byStream.size > 0 && (
          <Link to={paths.pipeline(pipelineId, 'state')} className={buttonClass({ size: 'small' })}>
            {WORDS.bookmarks.show}
          </Link>
        )
      }
    >
      <p className="text-sm text-text-soft">
        {bookmarks.byStream.size === 0 && WORDS.bookmarks.none}
        {oldest !== undefined && (
          <>
            {WORDS.bookmarks.oldest}
            <code className="font-mono text-xs text-text">{oldest[0]}</code>
            {': '}
            <RelativeTime at={oldest[1].at} />.
          </>
        )}
        {oldest === undefined && bookmarks.byStream.size > 0 && WORDS.bookmarks.kept(bookmarks.byStream.size)}
      </p>
    </Section>
  )
}
