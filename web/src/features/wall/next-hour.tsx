import type { Wall } from '@flx/shared/operations/wall'
import { clsx } from 'clsx'
import { CalendarClock } from 'lucide-react'

import { formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { placeRuns } from './lanes.ts'
import { PANEL } from './panel.tsx'
import { useElementSize } from './element-size.ts'
import { nextHourWords } from './words.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const TEN_MINUTES = 10 * MINUTE_MS
const LANE_REM = 2.45
const LABEL_REM = 1.375
/** The smallest length of a bar, in rem. */
const MIN_REM = 1.1

/** The runs of the next hour. Their bars have their usual duration. */
export function NextHour({ wall, now }: { wall: Wall; now: number }) {
  const { nextHour, pause, hold } = wall
  const zone = useTimeZone()
  const [chart, size] = useElementSize()
  const from = Math.floor(now / MINUTE_MS) * MINUTE_MS
  const runs = pause === null ? nextHour.items : []
  const placedRuns = size === null ? [] : placeAll(runs, from, size)
  const hiddenCount = nextHour.total - placedRuns.length
  const summary = [
    ...(hold === null ? [] : [nextHourWords.held(hold.reason)]),
    ...(pause === null && nextHour.total > 0 ? [nextHourWords.runs(nextHour.total, nextHour.peak)] : []),
    ...(pause === null && size !== null && hiddenCount > 0 ? [nextHourWords.notShown(hiddenCount)] : []),
  ].join(' · ')
  return (
    <section
      aria-label={nextHourWords.title}
      className={clsx(PANEL, 'border-line pb-3! max-lg:h-96 lg:h-[17.25rem]')}
    >
      <header className="flex shrink-0 items-center gap-3 pb-2">
        <CalendarClock aria-hidden className="size-7.5 shrink-0 text-text-soft" />
        <h2 className="shrink-0 text-2xl font-semibold">{nextHourWords.title}</h2>
        <p
          className={clsx(
            'tabular min-w-0 truncate text-2xl',
            hold === null ? 'text-text-soft' : 'font-semibold text-status-pending',
          )}
        >
          {summary}
        </p>
      </header>
      {runs.length === 0 ? (
        <p className="flex grow items-center justify-center text-2xl text-text-soft">
          {pause === null
            ? nextHourWords.none
            : nextHourWords.paused(pause.by, formatTime(pause.at, zone).slice(0, 5))}
        </p>
      ) : (
        <>
          <div
            ref={chart}
            data-lanes
            className="relative min-h-0 grow overflow-hidden border-l-3 border-accent"
          >
            {Array.from({ length: 6 }, (_, index) => (
              <span
                key={index}
                aria-hidden
                style={{ left: `${((index + 1) * 100) / 6}%` }}
                className="absolute inset-y-0 -ml-px border-l border-line"
              />
            ))}
            <ul>
              {placedRuns.map((run) => (
                <li key={run.key} style={{ top: `${run.lane * LANE_REM}rem` }} className="absolute left-0">
                  <span
                    aria-hidden
                    style={{ left: run.start, width: run.end - run.start }}
                    className="absolute top-1 h-5.5 rounded-[0.35rem] bg-accent opacity-70"
                  />
                  <span
                    data-run
                    title={run.name}
                    style={{ left: run.labelLeft, width: run.labelWidth }}
                    className="absolute truncate text-[1.375rem] leading-[1.9rem]"
                  >
                    {run.name}
                  </span>
                </li>
              ))}
            </ul>
          </div>
          <p className="tabular relative h-9 shrink-0 text-xl leading-9 text-text-soft">
            {Array.from({ length: 7 }, (_, index) => (
              <span
                key={index}
                style={{ left: `${(index * 100) / 6}%` }}
                className={clsx(
                  'absolute whitespace-nowrap',
                  index === 6 ? '-translate-x-full' : index > 0 && '-translate-x-1/2',
                )}
              >
                {index === 0
                  ? nextHourWords.now
                  : formatTime(new Date(from + index * TEN_MINUTES).toISOString(), zone).slice(0, 5)}
              </span>
            ))}
          </p>
        </>
      )}
    </section>
  )
}

function placeAll(
  runs: Wall['nextHour']['items'],
  from: number,
  { width, height, rem }: { width: number; height: number; rem: number },
) {
  const pixels = (ms: number) => (ms / HOUR_MS) * width
  return placeRuns(
    runs.flatMap(({ pipelineId, pipelineName, dueAt, usualSeconds }) => {
      const start = pixels(Date.parse(dueAt) - from)
      const end = Math.min(width, start + Math.max(MIN_REM * rem, pixels((usualSeconds ?? 0) * 1000)))
      return start < 0 || start > width - 2
        ? []
        : { key: `${pipelineId} ${dueAt}`, name: pipelineName, start, end: Math.max(end, start + 2) }
    }),
    {
      width,
      lanes: Math.floor(height / (LANE_REM * rem)),
      gap: 0.6 * rem,
      minLabelWidth: 6 * rem,
      measure: textWidth(LABEL_REM * rem),
    },
  )
}

let canvas: CanvasRenderingContext2D | null = null

/** Returns a function that measures text of a size in the page's font, with a little to spare. */
function textWidth(size: number): (text: string) => number {
  canvas ??= document.createElement('canvas').getContext('2d')
  const font = `${size}px ${getComputedStyle(document.body).fontFamily}`
  return (text) => {
    if (canvas === null) return text.length * size * 0.6
    canvas.font = font
    return canvas.measureText(text).width * 1.02 + 1
  }
}
