import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'

import { errorAfter, errorBefore, executions } from '#web/api/executions/executions.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { useHotkeys } from '#web/lib/browser/hotkeys.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { isFiltering, readLogFilter, writeLogFilter } from './log-filter.tsx'
import { foldLines, type LogItem, type LineRange } from './log-fold.ts'
import { LogFoldRow } from './log-fold-row.tsx'
import { LogRow } from './log-line.tsx'
import { LogMatches } from './log-matches.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { holdsEnd, isFull, type VisibleLines } from './log-window.ts'
import { useFollowEnd } from './use-follow-end.ts'
import { useLogWindow } from './use-log-window.ts'
import { logViewerWords } from './words.ts'

const ROW_HEIGHT = 20
/** Within this distance of its end, the log counts as at its end. */
const NEAR_END_PX = ROW_HEIGHT * 2
/** The next stretch is loaded this many rows before the edge. */
const EDGE_ROWS = 30
/** More than the height of the log's box. */
const FILLED_PX = 1000
/** The pause after which a growing log is counted again. */
const COUNT_MS = 1000

/**
 * The log. It opens at its end or at the line in the address, follows new lines, and holds a bounded stretch.
 */
export function LogViewer({ execution }: { execution: Execution }) {
  const [parameters, setParameters] = useAddressSearch()
  const marked = lineOf(parameters)
  const log = useLogWindow(execution.id, marked, !isFinished(execution.status))
  const { reader } = log
  const { lines } = log.window
  const [wrap, setWrap] = useState(false)
  const filter = readLogFilter(parameters)
  const hasFilter = isFiltering(filter)
  const [following, setFollowing] = useState(marked === null)
  const box = useRef<HTMLDivElement>(null)
  const [expanded, setExpanded] = useState<readonly LineRange[]>([])
  const items = useMemo(
    () => foldLines(lines, marked === null ? expanded : [...expanded, { from: marked, to: marked }]),
    [lines, expanded, marked],
  )
  const levels = useQuery(executions.logLevels(execution.id))
  const counts = levels.data?.counts ?? null
  const zone = useTimeZone()
  const toast = useToast()

  // The virtualizer's state is outside React, and nothing here is memoized around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => keyOf(items[index]) ?? index,
    overscan: 20,
    anchorTo: log.window.anchor,
  })
  const rows = virtualizer.getVirtualItems()

  const changeFollowing = (on: boolean) => {
    setFollowing(on)
    reader.setFollowing(on)
  }

  const lastShown = lines.at(-1)?.line ?? 0
  const isMovedUp = useFollowEnd(box, following && items.length > 0, NEAR_END_PX)

  const markedIndex =
    marked === null ? -1 : items.findIndex((item) => item.kind === 'line' && item.line.line === marked)
  const shownMark = useRef<number | null>(null)
  useEffect(() => {
    if (marked === null || markedIndex === -1 || shownMark.current === marked) return
    shownMark.current = marked
    box.current?.scrollIntoView({ block: 'nearest' })
    virtualizer.scrollToIndex(markedIndex, { align: 'center' })
  }, [marked, markedIndex, virtualizer])

  /** Loading must never push out the lines on the screen. */
  const visibleLines = (): VisibleLines => {
    const [from, to] = [items[virtualizer.range?.startIndex ?? 0], items[virtualizer.range?.endIndex ?? 0]]
    return { from: keyOf(from) ?? 0, to: to?.kind === 'line' ? to.line.line : (to?.last.line ?? 0) }
  }
  const firstIndex = rows[0]?.index ?? 0
  const lastIndex = rows.at(-1)?.index ?? 0
  // Folded lines need little room, so more is loaded until there is something to scroll.
  const isShort = items.length * ROW_HEIGHT < FILLED_PX && !isFull(log.window)
  useEffect(() => {
    if (!isShort || lines.length === 0) return
    reader.loadEarlier(visibleLines())
    reader.loadLater(visibleLines())
  })
  const settledLine = useDebounced(log.window.lastLine, COUNT_MS)
  const { refetch: refetchCounts } = levels
  const [hadEndedAtOpen] = useState(isFinished(execution.status))
  const lastCountedLine = useRef(settledLine)
  useEffect(() => {
    if (lastCountedLine.current === settledLine) return
    const isFirst = lastCountedLine.current === 0
    lastCountedLine.current = settledLine
    // An execution that had ended before it was opened has already been counted in full.
    if (!isFirst || !hadEndedAtOpen) void refetchCounts()
  }, [settledLine, refetchCounts, hadEndedAtOpen])
  const lastScrollTop = useRef(0)
  /** Scroll events on the way to a requested position say nothing about the user. */
  const isRepositioning = () =>
    reader.isMoving() ||
    (marked !== null && shownMark.current !== marked && marked <= log.window.lastLine && log.error === null)
  const onScroll = () => {
    const element = box.current
    if (element === null) return
    const isUp = element.scrollTop < lastScrollTop.current
    lastScrollTop.current = element.scrollTop
    if (lines.length === 0 || isRepositioning()) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    if (following && isMovedUp()) changeFollowing(false)
    if (!following && atEnd && holdsEnd(log.window)) changeFollowing(true)
    if (isUp && firstIndex < EDGE_ROWS) reader.loadEarlier(visibleLines())
    if (!isUp && lastIndex > items.length - EDGE_ROWS) reader.loadLater(visibleLines())
  }

  /** Shows a line in context, wherever it is. */
  const showLine = (line: number) => {
    changeFollowing(false)
    setParameters({ line: String(line) }, { replace: true, preventScrollReset: true })
  }

  /** Puts the line in the address, and copies its link if the browser allows it. */
  const markLine = (line: number) => {
    shownMark.current = line
    changeFollowing(false)
    setParameters({ line: String(line) }, { replace: true, preventScrollReset: true })
    const link = new URL(paths.logLine(execution.id, line), location.href).href
    void copyText(link).then((isCopied) => {
      if (isCopied) toast.done(logViewerWords.linkCopied(line))
    })
  }
  const linesBelow = log.window.lastLine - lastShown

  const goToResult = async (search: Promise<number | null>, emptyMessage: string) => {
    try {
      const line = await search
      if (line === null) toast.done(emptyMessage)
      else showLine(line)
    } catch (error) {
      toast.problem(logViewerWords.notFound(messageOf(error)))
    }
  }
  useHotkeys({
    j: () => void goToResult(errorAfter(execution.id, marked ?? 0), logViewerWords.noMoreErrors),
    k: () =>
      void goToResult(
        errorBefore(execution.id, marked ?? log.window.lastLine + 1),
        logViewerWords.noMoreErrors,
      ),
  })

  return (
    <div>
      <LogToolbar
        executionId={execution.id}
        filter={filter}
        onFilter={(next) =>
          setParameters((current) => writeLogFilter(current, next), {
            replace: true,
            preventScrollReset: true,
          })
        }
        lines={log.window.lastLine}
        counts={counts}
        following={following}
        wrap={wrap}
        onFirstError={() => void goToResult(errorAfter(execution.id, 0), logViewerWords.noError)}
        onStart={() => {
          changeFollowing(false)
          void reader.goToStart().then(() => virtualizer.scrollToIndex(0))
        }}
        onEnd={() => void reader.goToEnd().then(() => changeFollowing(true))}
        onWrap={() => setWrap((on) => !on)}
      />
      {hasFilter ? (
        <LogMatches executionId={execution.id} filter={filter} wrap={wrap} onChoose={showLine} />
      ) : log.error !== null && lines.length === 0 ? (
        <ErrorState title={logViewerWords.loadError} error={log.error} onRetry={reader.retry} />
      ) : (
        <section
          ref={box}
          aria-label={logViewerWords.log}
          // A scrolling box must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onScroll={onScroll}
          // The browser's scroll anchoring mistakes removed rows for moved ones, and scrolls on its own.
          className="max-h-[min(70vh,44rem)] [overflow-anchor:none] min-h-72 overflow-auto overscroll-contain rounded-lg border border-line bg-sunken py-1"
        >
          {!following && linesBelow > 0 && (
            <div className="sticky top-1 left-0 z-10 flex h-0 justify-center">
              <Button
                size="small"
                icon={ArrowDownToLine}
                className="shadow-high"
                onClick={() => void reader.goToEnd().then(() => changeFollowing(true))}
              >
                {logViewerWords.below(linesBelow)}
              </Button>
            </div>
          )}
          {!log.loaded && <Skeleton className="m-3 h-4 w-1/2" />}
          {log.loaded && lines.length === 0 && (
            <p className="px-4 py-3 text-sm text-text-faint">
              {isFinished(execution.status) ? logViewerWords.empty : logViewerWords.emptyYet}
            </p>
          )}
          <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
            <div style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}>
              {rows.map((row) => {
                const item = items[row.index]
                if (item === undefined) return null
                return (
                  <div
                    key={row.key}
                    data-index={row.index}
                    ref={wrap ? virtualizer.measureElement : undefined}
                  >
                    {item.kind === 'line' ? (
                      <LogRow
                        line={item.line}
                        zone={zone}
                        wrap={wrap}
                        marked={item.line.line === marked}
                        onMark={markLine}
                      />
                    ) : (
                      <LogFoldRow
                        item={item}
                        onOpen={() => {
                          changeFollowing(false)
                          setExpanded((ranges) => [...ranges, { from: item.first.line, to: item.last.line }])
                        }}
                      />
                    )}
                  </div>
                )
              })}
            </div>
          </div>
        </section>
      )}
      {lines.length > 0 && (
        <p className="tabular mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-text-faint">
          <span>{logViewerWords.shown(lines[0]?.line ?? 1, lastShown)}</span>
          {counts?.errors !== 0 && <span className="max-sm:hidden">{logViewerWords.keys}</span>}
        </p>
      )}
    </div>
  )
}

/** Returns the first line number of a row. */
const keyOf = (item: LogItem | undefined): number | undefined =>
  item === undefined ? undefined : item.kind === 'line' ? item.line.line : item.first.line

const lineOf = (parameters: URLSearchParams): number | null => {
  const text = parameters.get('line') ?? ''
  // More digits are not a line number, and would be rounded to a different one.
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** Copies text. Returns false if the browser has no clipboard for this page or refuses it. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
