import { Clock } from 'lucide-react'

import { localTimeZone, useTimeZoneChoice } from '#web/lib/time/time-zone.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'

import { menuWords } from '../words.ts'

/** A choice of local time or UTC for every time on the page. */
export function TimeZoneMenu() {
  const [choice, choose] = useTimeZoneChoice()
  const local = localTimeZone()
  const zoneName = choice === 'utc' ? menuWords.utc : local
  return (
    <Menu
      label={menuWords.timeZone(zoneName)}
      align="end"
      triggerClass={buttonClass({ variant: 'quiet', className: 'max-sm:hidden' })}
      trigger={
        <>
          <Clock aria-hidden className="size-4" />
          <span className="hidden lg:inline">{zoneName}</span>
        </>
      }
      items={[
        {
          key: 'local',
          label: menuWords.local(local),
          checked: choice === 'local',
          onSelect: () => choose('local'),
        },
        { key: 'utc', label: menuWords.utc, checked: choice === 'utc', onSelect: () => choose('utc') },
      ]}
    />
  )
}
