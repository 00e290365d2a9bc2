import type { Execution } from '@flx/shared/execution'
import { isFinished } from '@flx/shared/execution-status'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, ArrowUpToLine, CircleX, Download, WrapText } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'

import { firstErrorLine, logDownloadUrl } from '#web/api/executions.ts'
import { formatCount, formatNumber } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { ErrorState, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { isFiltering, LogFilterBar, readLogFilter, writeLogFilter } from './log-filter.tsx'
import { LogRow } from './log-line.tsx'
import { LogMatches } from './log-matches.tsx'
import { holdsEnd } from './log-window.ts'
import { useLogWindow } from './use-log-window.ts'

const ROW_HEIGHT = 20
/** Rows before the edge at which the next stretch is loaded. */
const EDGE = 100

/** The log: opens at its end or at the line of the address, follows what is written, holds a bounded stretch. */
export function LogViewer({ execution }: { execution: Execution }) {
  const [parameters, setParameters] = useSearchParams()
  const marked = lineOf(parameters)
  const log = useLogWindow(execution.id, marked)
  const { lines } = log.window
  const [wrap, setWrap] = useState(false)
  const filter = readLogFilter(parameters)
  const filtering = isFiltering(filter)
  const [following, setFollowing] = useState(marked === null)
  const box = useRef<HTMLDivElement>(null)
  const zone = useTimeZone()
  const toast = useToast()

  // The virtualizer's state lies outside of React; nothing here is memoized around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => lines[index]?.line ?? index,
    overscan: 20,
    anchorTo: 'end',
  })
  const items = virtual.getVirtualItems()

  const follow = (on: boolean) => {
    setFollowing(on)
    log.setFollowing(on)
  }

  const lastShown = lines.at(-1)?.line ?? 0
  useLayoutEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [following, lastShown, lines.length, virtual])

  const markedIndex = marked === null ? -1 : lines.findIndex(({ line }) => line === marked)
  const shownMark = useRef<number | null>(null)
  useEffect(() => {
    if (marked === null || markedIndex === -1 || shownMark.current === marked) return
    shownMark.current = marked
    box.current?.scrollIntoView({ block: 'nearest' })
    virtual.scrollToIndex(markedIndex, { align: 'center' })
  }, [marked, markedIndex, virtual])

  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const onScroll = () => {
    const element = box.current
    if (element === null || lines.length === 0) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < ROW_HEIGHT * 2
    if (following && !atEnd) follow(false)
    if (!following && atEnd && holdsEnd(log.window)) follow(true)
    if (first < EDGE) log.earlier()
    if (last > lines.length - EDGE) log.later()
  }

  /** Among its neighbours, wherever it is. */
  const show = (line: number) => {
    follow(false)
    setParameters({ line: String(line) }, { replace: true, preventScrollReset: true })
  }

  /** Where it stands; the link to it is copied where the browser allows that. */
  const mark = (line: number) => {
    shownMark.current = line
    follow(false)
    setParameters({ line: String(line) }, { replace: true, preventScrollReset: true })
    const link = new URL(paths.logLine(execution.id, line), location.href).href
    void copied(link).then((done) => {
      if (done) toast.done(`The link to line ${formatNumber(line)} was copied.`)
    })
  }
  const below = log.window.lastLine - lastShown

  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <LogFilterBar
          filter={filter}
          onChange={(next) =>
            setParameters((current) => writeLogFilter(current, next), {
              replace: true,
              preventScrollReset: true,
            })
          }
        />
        <span className="tabular mr-auto text-sm text-text-faint">
          {log.window.lastLine === 0 ? '' : `${formatNumber(log.window.lastLine)} lines`}
        </span>
        <Button
          icon={CircleX}
          onClick={async () => {
            const line = await firstErrorLine(execution.id)
            if (line === null) toast.done('No line of this log is an error.')
            else show(line)
          }}
        >
          First error
        </Button>
        <Button
          icon={ArrowUpToLine}
          onClick={() => {
            follow(false)
            void log.toStart().then(() => virtual.scrollToIndex(0))
          }}
        >
          Start
        </Button>
        <Button
          icon={ArrowDownToLine}
          aria-pressed={following}
          className={following ? 'border-accent! text-accent!' : ''}
          onClick={() => void log.toEnd().then(() => follow(true))}
        >
          {following && !isFinished(execution.status) ? 'Following' : 'End'}
        </Button>
        <Button icon={WrapText} aria-pressed={wrap} onClick={() => setWrap((on) => !on)}>
          {wrap ? 'Wrapped' : 'Wrap'}
        </Button>
        <a href={logDownloadUrl(execution.id)} download className={buttonClass()}>
          <Download aria-hidden className="size-4" />
          Download
        </a>
      </div>
      {filtering ? (
        <LogMatches executionId={execution.id} filter={filter} wrap={wrap} onChoose={show} />
      ) : log.error !== null && lines.length === 0 ? (
        <ErrorState title="The log could not be loaded" error={log.error} onRetry={log.retry} />
      ) : (
        <section
          ref={box}
          aria-label="Log"
          // A scrolling box must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onScroll={onScroll}
          className="h-[min(70vh,44rem)] min-h-72 overflow-auto overscroll-contain rounded-lg border border-line bg-sunken py-1"
        >
          {!following && below > 0 && (
            <div className="sticky top-1 left-0 z-10 flex h-0 justify-center">
              <Button
                size="small"
                icon={ArrowDownToLine}
                className="shadow-high"
                onClick={() => void log.toEnd().then(() => follow(true))}
              >
                {formatCount(below, 'line')} below
              </Button>
            </div>
          )}
          {!log.loaded && <Skeleton className="m-3 h-4 w-1/2" />}
          {log.loaded && lines.length === 0 && (
            <p className="px-4 py-3 text-sm text-text-faint">
              {isFinished(execution.status)
                ? 'This execution wrote no log.'
                : 'No line has been written yet.'}
            </p>
          )}
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map((item) => {
                const line = lines[item.index]
                return line === undefined ? null : (
                  <div key={item.key} data-index={item.index} ref={wrap ? virtual.measureElement : undefined}>
                    <LogRow line={line} zone={zone} wrap={wrap} marked={line.line === marked} onMark={mark} />
                  </div>
                )
              })}
            </div>
          </div>
        </section>
      )}
    </div>
  )
}

const lineOf = (parameters: URLSearchParams): number | null => {
  const line = Number(parameters.get('line') ?? 0)
  return Number.isSafeInteger(line) && line > 0 ? line : null
}

/** False where the browser has no clipboard for this page or refuses it. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
