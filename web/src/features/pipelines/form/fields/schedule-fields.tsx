import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { TimeZoneOptions } from '#web/ui/fields/time-zone-options.tsx'

import { useScheduleProblem } from './next-ticks.tsx'
import { useScheduleWords } from '#web/parts/schedules/schedule-words.tsx'
import { scheduleFieldsWords } from './words.ts'

const PRESETS = [
  ['', scheduleFieldsWords.manual],
  ['*/15 * * * *', scheduleFieldsWords.every15Minutes],
  ['0 * * * *', scheduleFieldsWords.everyHour],
  ['0 */6 * * *', scheduleFieldsWords.every6Hours],
  ['0 2 * * *', scheduleFieldsWords.everyDayAt02],
  ['0 6 * * 1-5', scheduleFieldsWords.weekdaysAt0600],
  ['0 3 * * 1', scheduleFieldsWords.mondaysAt0300],
  ['0 4 1 * *', scheduleFieldsWords.n1stOfEachMonth],
] as const

/** The schedule of a pipeline: a preset or any cron expression, described in words, and its time zone. */
export function ScheduleFields({
  schedule,
  timezone,
  errors,
  onChange,
}: {
  schedule: string
  timezone: string
  errors: Readonly<Record<string, string>>
  onChange: (change: { schedule?: string; timezone?: string }) => void
}) {
  const description = useScheduleWords(schedule)
  const problem = useScheduleProblem(schedule, timezone)
  const words = description !== null && 'words' in description ? `${description.words}.` : undefined
  const preset = PRESETS.find(([expression]) => expression === schedule.trim())
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] gap-4">
      <Field path="schedule" label={scheduleFieldsWords.when}>
        {(control) => (
          <Select
            {...control}
            value={preset?.[0] ?? 'own'}
            onChange={({ target: { value } }) => value !== 'own' && onChange({ schedule: value })}
          >
            {PRESETS.map(([expression, label]) => (
              <option key={expression} value={expression}>
                {label}
              </option>
            ))}
            {preset === undefined && <option value="own">{scheduleFieldsWords.custom}</option>}
          </Select>
        )}
      </Field>
      <Field
        path="schedule"
        label={scheduleFieldsWords.cronExpression}
        error={errors['schedule'] ?? problem}
        hint={(problem === undefined ? words : undefined) ?? scheduleFieldsWords.cronHint}
      >
        {(control) => (
          <Input
            {...control}
            value={schedule}
            placeholder="0 2 * * *"
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => onChange({ schedule: event.target.value })}
          />
        )}
      </Field>
      <Field
        path="timezone"
        label={scheduleFieldsWords.timeZone}
        error={errors['timezone']}
        hint={scheduleFieldsWords.timezoneHint}
      >
        {(control) => (
          <Select
            {...control}
            value={timezone}
            onChange={(event) => onChange({ timezone: event.target.value })}
          >
            <TimeZoneOptions chosen={timezone} />
          </Select>
        )}
      </Field>
    </div>
  )
}
