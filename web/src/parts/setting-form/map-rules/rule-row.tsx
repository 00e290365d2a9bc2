import { X } from 'lucide-react'
import type { ReactNode } from 'react'

import { IconButton } from '#web/ui/button.tsx'
import { Select } from '#web/ui/fields/field.tsx'

import { mapRulesWords } from '../words.ts'

/** Classes of a short text in a row. */
export const SHORT_TEXT = 'w-48! font-mono text-xs max-sm:order-2 max-sm:w-full!'

/** The row of one rule: its action, its fields, what is missing, and a button to remove it. */
export function RuleRow<Action extends string>({
  actions,
  words,
  action,
  missing,
  onAction,
  onRemove,
  children,
}: {
  actions: readonly Action[]
  words: Readonly<Record<Action, string>>
  action: Action
  /** Null if nothing is missing. */
  missing: string | null
  onAction: (action: Action) => void
  onRemove: () => void
  children: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={mapRulesWords.action}
        value={action}
        className="w-52! max-sm:w-auto! max-sm:flex-1"
        onChange={(event) => {
          const next = actions.find((option) => option === event.target.value)
          if (next !== undefined) onAction(next)
        }}
      >
        {actions.map((option) => (
          <option key={option} value={option}>
            {words[option]}
          </option>
        ))}
      </Select>
      {children}
      <IconButton
        label={mapRulesWords.removeRule}
        icon={X}
        onClick={onRemove}
        className="max-sm:order-1 sm:ml-auto"
      />
      {missing !== null && <p className="w-full text-xs max-sm:order-2 text-text-faint">{missing}</p>}
    </div>
  )
}
