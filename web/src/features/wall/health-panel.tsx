import type { Health, Wall } from '@flx/shared/operations/wall'
import { clsx } from 'clsx'

import { formatCompact, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { change, floorOf, points, wholePercent } from './health.ts'
import { PANEL } from './panel.tsx'
import { healthWords } from './words.ts'

/**
 * The share of pipelines whose last execution did not fail, its course over the last day, and the executions
 * since last evening.
 */
export function HealthPanel({ wall }: { wall: Wall }) {
  const { health, healthBefore, since } = wall
  const zone = useTimeZone()
  const percent = wholePercent(health)
  const failing = health.total - health.healthy
  const healthChange = change(healthBefore, health)
  return (
    <section aria-label={healthWords.title} className={clsx(PANEL, 'border-line')}>
      <h2 className="shrink-0 truncate text-2xl leading-10 font-semibold">{healthWords.title}</h2>
      {percent === null ? (
        <p className="grow pt-6 text-2xl leading-8 text-text-soft">{healthWords.none}</p>
      ) : (
        <>
          <p className="tabular mt-1 shrink-0 text-[10.5rem] leading-none font-semibold tracking-tight whitespace-nowrap">
            {percent}
            <span className="ml-5 text-[5rem] tracking-normal">{healthWords.percent}</span>
          </p>
          <p className="tabular mt-3 shrink-0 truncate text-[1.6rem] leading-10 text-text-soft">
            {healthWords.share(health.healthy, health.total)}
            {failing > 0 && (
              <span className="ml-3 font-semibold text-status-failed">{healthWords.failing(failing)}</span>
            )}
          </p>
          <div className="flex min-h-0 grow flex-col justify-end">
            <p className="flex shrink-0 justify-between text-[1.375rem] leading-9">
              <span className="text-text-soft">{healthWords.lastDay}</span>
              {healthChange !== null && (
                <span
                  className={clsx(
                    'tabular font-semibold',
                    healthChange === 0
                      ? 'text-text-soft'
                      : healthChange < 0
                        ? 'text-status-failed'
                        : 'text-status-success',
                  )}
                >
                  {healthChange === 0 ? healthWords.noChange : healthWords.points(healthChange)}
                </span>
              )}
            </p>
            <Line before={healthBefore} now={health} zone={zone} />
          </div>
        </>
      )}
      <div className="-mx-7 mt-5 flex shrink-0 justify-between gap-4 border-t border-line px-7 pt-4 text-xl leading-7">
        <p className="min-w-0 text-text-soft">
          <span className="tabular block text-[2.9rem] leading-14 font-semibold text-text">
            {formatCompact(since.executions)}
          </span>
          {healthWords.executions(formatTime(since.from, zone).slice(0, 5))}
        </p>
        <p className="shrink-0 text-right text-text-soft">
          <span
            className={clsx(
              'tabular block text-[2.9rem] leading-14 font-semibold',
              since.failed > 0 ? 'text-status-failed' : 'text-text',
            )}
          >
            {formatCompact(since.failed)}
          </span>
          {healthWords.failed}
        </p>
      </div>
    </section>
  )
}

/** The line of the last day. The value of its lower end is written on it. */
function Line({ before, now, zone }: { before: readonly Health[]; now: Health; zone: string }) {
  const floor = floorOf([...before, now])
  const linePoints = points([...before, now], floor)
  const [first] = linePoints
  const last = linePoints.at(-1)
  if (first === undefined || last === undefined) return null
  const line = linePoints.map(({ x, y }) => `${x},${y}`).join(' ')
  const start = Date.parse(before[0]?.at ?? now.at)
  const middle = new Date((start + Date.parse(now.at)) / 2 + 1_800_000)
  const clock = (at: Date) => formatTime(at.toISOString(), zone).slice(0, 2) + ':00'
  return (
    <>
      <div className="relative min-h-16 grow basis-0 max-lg:h-32" style={{ maxHeight: '11rem' }}>
        <svg
          aria-hidden
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 size-full text-accent"
        >
          <polygon points={`${first.x},100 ${line} ${last.x},100`} className="fill-accent-soft" />
          <polyline
            points={line}
            fill="none"
            stroke="currentcolor"
            strokeWidth="2"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <span className="tabular absolute bottom-1 left-2 text-lg leading-6 text-text-soft">
          {healthWords.scale(floor)}
        </span>
      </div>
      <p className="tabular flex shrink-0 justify-between text-xl leading-8 text-text-soft">
        <span>{clock(new Date(start))}</span>
        <span>{clock(middle)}</span>
        <span>{healthWords.now}</span>
      </p>
    </>
  )
}
