import type { ProjectPreview } from '@flx/shared/projects/project-import'

import { Card } from '#web/ui/card.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { TimeZoneOptions } from '#web/ui/fields/time-zone-options.tsx'

import { importPageWords } from '../words.ts'

/** The time zone for the schedules of new pipelines. Renders nothing if the project has no such schedule. */
export function ScheduleZone({
  preview: { elements, timezone },
  onChoose,
}: {
  preview: ProjectPreview
  onChoose: (timezone: string) => void
}) {
  const creates = elements.some(({ kind, outcome }) => kind === 'pipeline' && outcome === 'create')
  const schedules = elements.some(({ kind, outcome }) => kind === 'schedule' && outcome === 'used')
  if (!creates || !schedules) return null
  return (
    <Card className="p-4">
      <Field label={importPageWords.timeZone} hint={importPageWords.timeZoneHint}>
        {(control) => (
          <Select {...control} value={timezone} onChange={(event) => onChoose(event.target.value)}>
            <TimeZoneOptions chosen={timezone} />
          </Select>
        )}
      </Field>
    </Card>
  )
}
