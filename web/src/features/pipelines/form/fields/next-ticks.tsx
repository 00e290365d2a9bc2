import type { TickNote } from '@flx/shared/pipelines/schedule'
import { useQuery } from '@tanstack/react-query'

import { isProblem } from '#web/api/core/problem.ts'
import { schedules } from '#web/api/schedules.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { nextRunsWords } from './words.ts'

const DEBOUNCE_MILLISECONDS = 300

const NOTES: Record<TickNote, { word: string; explanation: string }> = {
  moved: {
    word: nextRunsWords.moved,
    explanation: nextRunsWords.movedHint,
  },
  skipped: {
    word: nextRunsWords.afterGap,
    explanation: nextRunsWords.afterGapHint,
  },
  again: {
    word: nextRunsWords.secondTime,
    explanation: nextRunsWords.secondTimeHint,
  },
  repeated: {
    word: nextRunsWords.firstOfTwo,
    explanation: nextRunsWords.firstOfTwoHint,
  },
  offset: { word: nextRunsWords.clockChanged, explanation: nextRunsWords.clockChangedHint },
}

function usePreview(schedule: string, timezone: string) {
  const cron = useDebounced(schedule.trim(), DEBOUNCE_MILLISECONDS)
  return useQuery(schedules.preview(cron, timezone))
}

/** Returns the server's problem with the expression, before it is saved. */
export function useScheduleProblem(schedule: string, timezone: string): string | undefined {
  const { error } = usePreview(schedule, timezone)
  if (schedule.trim() === '' || !isProblem(error)) return undefined
  return error.fields.find(({ path }) => path === 'cron')?.message
}

/** The next ten ticks of the schedule in the form, with daylight saving changes marked. */
export function NextTicks({ schedule, timezone }: { schedule: string; timezone: string }) {
  const { data, error } = usePreview(schedule, timezone)
  if (schedule.trim() === '' || error !== null || data === undefined) return null
  return (
    <section aria-label={nextRunsWords.label}>
      <h3 className="mb-1.5 text-sm font-medium">{nextRunsWords.label}</h3>
      <ol className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] gap-x-6 gap-y-1 text-sm xl:max-w-4xl">
        {data.ticks.map(({ at, local, note }) => (
          <li key={at} className="flex min-w-0 flex-wrap items-center gap-x-2">
            <span className="tabular whitespace-nowrap">
              {weekday(at, timezone)} {local}
            </span>
            <RelativeTime at={at} className="whitespace-nowrap text-text-faint" />
            {note !== null && (
              <Badge tone="caution" title={NOTES[note].explanation}>
                {NOTES[note].word}
              </Badge>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

const weekday = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }).format(new Date(at))
