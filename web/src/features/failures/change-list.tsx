import type { AuditChange } from '@flx/shared/access/audit'

import { likelyTriggerWords as words } from './words.ts'

/** The values before and after a change, by field. */
export function ChangeList({ changes }: { changes: readonly AuditChange[] }) {
  if (changes.length === 0) return null
  return (
    <ul className="mt-1.5 space-y-0.5 font-mono text-xs wrap-anywhere text-text-soft">
      {changes.map((change) => (
        <li key={change.path}>
          {change.path}: <Values change={change} />
        </li>
      ))}
    </ul>
  )
}

function Values({ change: { before, after, secret } }: { change: AuditChange }) {
  if (secret === true) return words.secret
  return (
    <>
      <del className="decoration-text-faint">{textOf(before)}</del> → {textOf(after)}
    </>
  )
}

const textOf = (value: AuditChange['before']): string =>
  value === undefined ? words.removed : typeof value === 'string' ? value : JSON.stringify(value)
