import { useQuery } from '@tanstack/react-query'

import { scheduleTextWords } from './words.ts'

/** Describes a cron expression in words, or why it cannot be read. The words come from a separate chunk. */
export function useScheduleWords(schedule: string): { words: string } | { problem: string } | null {
  const expression = schedule.trim()
  const { data } = useQuery({
    queryKey: ['schedule words', expression],
    queryFn: () => describeSchedule(expression),
    enabled: expression !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return expression === '' ? null : (data ?? null)
}

async function describeSchedule(expression: string): Promise<{ words: string } | { problem: string }> {
  if (!expression.startsWith('@') && expression.split(/\s+/).length !== 5) {
    return { problem: scheduleTextWords.fiveFields }
  }
  const { toString } = await import('cronstrue')
  try {
    return { words: toString(expression, { use24HourTimeFormat: true, verbose: false }) }
  } catch (error) {
    const reason = String(error).replace(/^Error:\s*/, '')
    return { problem: scheduleTextWords.notCron(reason) }
  }
}

/** "At 02:00, in Europe/Zurich", with the expression beside it. */
export function ScheduleWords({ schedule, timezone }: { schedule: string; timezone: string }) {
  const description = useScheduleWords(schedule)
  if (schedule === '') return <span className="text-text-faint">{scheduleTextWords.manual}</span>
  const words = description !== null && 'words' in description ? description.words : null
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      {words !== null && <span>{words}</span>}
      <code className="font-mono text-xs text-text-soft">{schedule}</code>
      <span className="text-text-faint">{timezone}</span>
    </span>
  )
}
