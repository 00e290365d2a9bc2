import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { STATUS_HEIGHTS, summaryOf } from '#web/ui/status/execution-strip.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { runStripWords } from './words.ts'

const BAR = 'mx-px min-w-0 grow basis-0'

/** Shows one execution of a strip beside its bar. Null hides it. */
export type ShowRun = (run: { anchor: HTMLElement; pipeline: PipelineSummary; id: string } | null) => void

/**
 * The last executions as a single tab stop. It links to the log of the execution that the pointer or arrow
 * keys have reached, initially the newest.
 */
export function RunStrip({ pipeline, onShow }: { pipeline: PipelineSummary; onShow: ShowRun }) {
  const { recentExecutions: strip, name } = pipeline
  const [chosen, setChosen] = useState<string | null>(null)
  if (strip.length === 0) return <span className="text-text-faint">—</span>
  const newest = strip.at(-1)?.id ?? ''
  const current = strip.some(({ id }) => id === chosen) ? (chosen ?? newest) : newest
  const showRun = (id: string, anchor: HTMLElement) => {
    setChosen(id)
    onShow({ anchor, pipeline, id })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const offset = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (offset === undefined) return
    event.preventDefault()
    const index = strip.findIndex(({ id }) => id === current) + offset
    const bar = strip[Math.max(0, Math.min(index, strip.length - 1))]
    if (bar !== undefined) showRun(bar.id, event.currentTarget)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'touch') return
    // The bars share the width, so that none of them needs an element around it.
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const index = Math.floor(((event.clientX - left) / width) * STRIP_LENGTH) - (STRIP_LENGTH - strip.length)
    const bar = strip[index]
    if (bar !== undefined && bar.id !== chosen) showRun(bar.id, event.currentTarget)
  }
  const hideRun = () => {
    setChosen(null)
    onShow(null)
  }
  return (
    <Link
      to={paths.execution(current)}
      data-strip
      aria-label={runStripWords.label(name, summaryOf(strip))}
      onPointerMove={onPointerMove}
      onPointerLeave={(event) => event.currentTarget !== document.activeElement && hideRun()}
      onFocus={(event) =>
        event.currentTarget.matches(':focus-visible') && showRun(current, event.currentTarget)
      }
      onBlur={hideRun}
      onKeyDown={onKeyDown}
      className="flex h-4.5 w-full max-w-60 items-end rounded-sm 2xl:max-w-96"
    >
      {Array.from({ length: STRIP_LENGTH - strip.length }, (_bar, index) => (
        <span key={index} aria-hidden className={clsx(BAR, 'h-0.5 bg-line')} />
      ))}
      {strip.map(({ id, status, shortfall }) => (
        <span
          key={id}
          data-bar={id}
          aria-hidden
          className={clsx(
            BAR,
            'rounded-[1.5px]',
            STATUS_HEIGHTS[status],
            shortfall === null ? STATUS_LOOKS[status].bar : 'border-2 border-status-success-bar',
            id === chosen && 'outline-2 outline-offset-1 outline-accent',
          )}
        />
      ))}
    </Link>
  )
}
