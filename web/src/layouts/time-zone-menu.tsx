import { Clock } from 'lucide-react'

import { localTimeZone, useTimeZoneChoice } from '#web/lib/time-zone.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/menu.tsx'

/** Local time or UTC, for every time on the page. */
export function TimeZoneMenu() {
  const [choice, choose] = useTimeZoneChoice()
  const local = localTimeZone()
  const shown = choice === 'utc' ? 'UTC' : local
  return (
    <Menu
      label={`Time zone: ${shown}`}
      align="end"
      triggerClass={buttonClass({ variant: 'quiet', className: 'max-sm:hidden' })}
      trigger={
        <>
          <Clock aria-hidden className="size-4" />
          <span className="hidden lg:inline">{shown}</span>
        </>
      }
      items={[
        {
          key: 'local',
          label: `Local (${local})`,
          checked: choice === 'local',
          onSelect: () => choose('local'),
        },
        { key: 'utc', label: 'UTC', checked: choice === 'utc', onSelect: () => choose('utc') },
      ]}
    />
  )
}
