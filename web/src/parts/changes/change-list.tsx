import type { AuditChange } from '@flx/shared/access/audit'
import type { Json } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { LockKeyhole } from 'lucide-react'
import { useState } from 'react'

import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'

import { changeListWords } from './words.ts'

const MAX_SHOWN = 6

/**
 * Lists changes path by path, the old value struck out before the new one. For a secret, shows only that it
 * changed.
 */
export function ChangeList({ changes }: { changes: readonly AuditChange[] }) {
  const [showsAll, setShowsAll] = useState(false)
  if (changes.length === 0) return null
  const shown = showsAll ? changes : changes.slice(0, MAX_SHOWN)
  return (
    <div className="text-xs">
      <ul className="space-y-1">
        {shown.map((change) => (
          <li key={change.path} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <code className="min-w-0 font-mono text-text-faint">
              <Breakable text={change.path} />
            </code>
            <ChangeValues change={change} />
          </li>
        ))}
      </ul>
      {changes.length > MAX_SHOWN && (
        <Button size="small" variant="quiet" className="mt-1 -ml-2.5" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? changeListWords.showFewer : changeListWords.showMore(changes.length - MAX_SHOWN)}
        </Button>
      )}
    </div>
  )
}

function ChangeValues({ change }: { change: AuditChange }) {
  if (change.secret === true) {
    return (
      <span className="inline-flex items-center gap-1 text-text-soft">
        <LockKeyhole aria-hidden className="size-3" />
        {changeListWords.secretChanged}
      </span>
    )
  }
  return (
    <span className="min-w-0 text-text [overflow-wrap:anywhere]">
      {change.before !== undefined && (
        <del className="text-text-faint">
          <span className="sr-only">{changeListWords.before}</span>
          {valueText(change.before)}
        </del>
      )}
      {change.before !== undefined && change.after !== undefined && <span aria-hidden> → </span>}
      {change.after !== undefined && (
        <ins className="no-underline">
          <span className="sr-only">{changeListWords.after}</span>
          {valueText(change.after)}
        </ins>
      )}
      {change.after === undefined && <span className="text-text-soft">{changeListWords.removed}</span>}
    </span>
  )
}

function valueText(value: Json): string {
  if (isSecretMarker(value)) return changeListWords.secret
  if (value === '') return changeListWords.empty
  if (value === null) return changeListWords.none
  if (typeof value === 'boolean') return value ? changeListWords.yes : changeListWords.no
  if (Array.isArray(value) && value.length === 0) return changeListWords.none
  return typeof value === 'string' ? value : JSON.stringify(value)
}
