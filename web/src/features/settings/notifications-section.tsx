import { useNotifications } from '#web/lib/browser/notifications.ts'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'

import { notificationsSectionWords as words } from './words.ts'

/** Desktop notifications of this browser, or why they are not possible. */
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
