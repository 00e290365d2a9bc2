import type { FieldChange } from '@flx/shared/templates/template'
import { isSecretMarker } from '@flx/shared/settings/secret'

import { changeWords as words } from '../words.ts'

/** The differences field by field: the value before, struck out, and the value after. */
export function FieldChanges({ label, changes }: { label: string; changes: readonly FieldChange[] }) {
  return (
    <ul aria-label={label} className="overflow-x-auto rounded-md bg-sunken py-1.5 font-mono text-xs/5">
      {changes.map(({ path, before, after }) => (
        <li key={path} className="min-w-max">
          <p className="px-3 text-text-soft">{path}</p>
          {before !== undefined && (
            <p className="bg-danger-soft px-3">
              <span aria-hidden className="mr-2 text-danger">
                {'−'}
              </span>
              <span className="sr-only">{words.before} </span>
              <span>{textOf(before)}</span>
            </p>
          )}
          {after !== undefined && (
            <p className="bg-accent-soft px-3">
              <span aria-hidden className="mr-2 text-accent">
                {'+'}
              </span>
              <span className="sr-only">{words.after} </span>
              <span>{textOf(after)}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function textOf(value: FieldChange['before']): string {
  if (isSecretMarker(value)) return words.secret
  if (value === '' || value === null || value === undefined) return words.nothing
  return typeof value === 'string' ? value : JSON.stringify(value)
}
