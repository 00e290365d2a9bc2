import { useNotifications } from '#web/lib/browser/notifications.ts'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'

import { notificationsSectionWords as words } from './words.ts'

/** Notifications on the desktop of this browser; where they are not possible, why. */
export function NotificationsSection() {
  const { state, on, turnOn, turnOff } = useNotifications()
  const problem = state === 'on' || state === 'off' ? undefined : words.problems[state]
  return (
    <Section title={words.title} className="lg:col-span-2">
      <Checkbox
        checked={on}
        disabled={problem !== undefined}
        onChange={() => (on ? turnOff() : void turnOn())}
        label={words.ownEnds}
        hint={problem ?? words.hint}
      />
    </Section>
  )
}
