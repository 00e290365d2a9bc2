import { localTimeZone } from '#web/lib/time-zone.ts'
import { Field, Input, Select } from '#web/ui/field.tsx'

import { useScheduleProblem } from './next-ticks.tsx'
import { useScheduleWords } from '../schedule-words.tsx'

const PRESETS = [
  ['', 'By hand only'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['0 * * * *', 'Every hour'],
  ['0 */6 * * *', 'Every 6 hours'],
  ['0 2 * * *', 'Every day at 02:00'],
  ['0 6 * * 1-5', 'Weekdays at 06:00'],
  ['0 3 * * 1', 'Mondays at 03:00'],
  ['0 4 1 * *', 'The 1st of each month at 04:00'],
] as const

/** When a pipeline executes by itself: a preset or any cron expression, said in words, and the zone of its clock. */
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
  const described = useScheduleWords(schedule)
  const problem = useScheduleProblem(schedule, timezone)
  const words = described !== null && 'words' in described ? `${described.words}.` : undefined
  const preset = PRESETS.find(([expression]) => expression === schedule.trim())
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      <Field label="When">
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
            {preset === undefined && <option value="own">Own expression</option>}
          </Select>
        )}
      </Field>
      <Field
        label="Cron expression"
        error={errors['schedule'] ?? problem}
        hint={
          (problem === undefined ? words : undefined) ??
          'Minute, hour, day, month, weekday, or @daily. Empty: by hand only.'
        }
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
      <Field label="Time zone" error={errors['timezone']} hint="Its daylight-saving changes are followed.">
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

function TimeZoneOptions({ chosen }: { chosen: string }) {
  const near = [...new Set(['UTC', localTimeZone(), chosen])]
  const regions = Map.groupBy(Intl.supportedValuesOf('timeZone'), (zone) => zone.split('/')[0] ?? zone)
  return (
    <>
      {near.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
      {[...regions].map(([region, zones]) => (
        <optgroup key={region} label={region}>
          {zones
            .filter((zone) => !near.includes(zone))
            .map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  )
}
