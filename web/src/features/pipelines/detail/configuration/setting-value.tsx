import type { Json } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { LockKeyhole } from 'lucide-react'

import { configurationCardWords } from '../words.ts'

const ONE_LINE = 60

/** A stored value. Long ones scroll in their box. */
export function SettingValue({ value }: { value: Json }) {
  if (value === null) return <span className="text-text-faint">{configurationCardWords.leftOut}</span>
  if (isSecretMarker(value)) {
    return (
      <span className="inline-flex items-center gap-1.5 text-text-soft">
        <LockKeyhole aria-hidden className="size-3.5" />
        {configurationCardWords.stored}
      </span>
    )
  }
  if (typeof value !== 'object' || JSON.stringify(value).length <= ONE_LINE)
    return (
      <code className="font-mono text-xs">{typeof value === 'string' ? value : JSON.stringify(value)}</code>
    )
  return (
    <pre
      // A scrolling box must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-56 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs/5 whitespace-pre-wrap"
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}
