import type { CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import { clsx } from 'clsx'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'

import { fieldName } from '../list/rows.ts'
import { WORDS } from '../words.ts'

/** One difference between two catalogues. For a whole stream, `field` is null. */
export interface Difference {
  sign: '+' | '−' | '~'
  stream: string
  field: string | null
  /** The type, or how it differs. */
  detail: string
}

/** Returns the differences, losses first, then additions. */
function differencesIn(diff: CatalogDiff): Difference[] {
  return [
    ...diff.streamsRemoved.map((stream): Difference => ({
      sign: '−',
      stream,
      field: null,
      detail: WORDS.schema.streamRemoved,
    })),
    ...diff.fieldsRemoved.map(({ stream, field, type }): Difference => ({
      sign: '−',
      stream,
      field,
      detail: type,
    })),
    ...diff.typesChanged.map(({ stream, field, type, before }): Difference => ({
      sign: '~',
      stream,
      field,
      detail: `${before} → ${type}`,
    })),
    ...diff.keysChanged.map(({ stream, before, after }): Difference => ({
      sign: '~',
      stream,
      field: null,
      detail: `${WORDS.columns.primaryKey.toLowerCase()} ${before.join(', ') || '—'} → ${after.join(', ') || '—'}`,
    })),
    ...diff.streamsAdded.map((stream): Difference => ({
      sign: '+',
      stream,
      field: null,
      detail: WORDS.schema.streamAdded,
    })),
    ...diff.fieldsAdded.map(({ stream, field, type }): Difference => ({
      sign: '+',
      stream,
      field,
      detail: type,
    })),
  ]
}

const FIRST = 6
const LIMIT = 200

/** Differences, each with a note: what selects it, or what depended on it. */
export function DiffList({
  diff,
  notes,
}: {
  diff: CatalogDiff
  notes: (difference: Difference) => { text: string; isBad: boolean }
}) {
  const [showsAll, setShowsAll] = useState(false)
  const differences = differencesIn(diff)
  return (
    <>
      <ul className="-mr-px grid bg-surface sm:grid-cols-2 2xl:grid-cols-3">
        {differences.slice(0, showsAll ? LIMIT : FIRST).map((difference) => {
          const { sign, stream, field, detail } = difference
          const { text, isBad } = notes(difference)
          return (
            <li
              key={`${sign} ${stream} ${field ?? ''} ${detail}`}
              className={clsx(
                'flex min-w-0 flex-wrap items-baseline gap-x-2 border-t border-r border-line px-4 py-1.5 text-xs',
                sign === '−' && 'bg-danger-soft',
              )}
            >
              <span aria-hidden className={clsx('font-mono', sign === '−' ? 'text-danger' : 'text-accent')}>
                {sign}
              </span>
              <span className="sr-only">{WORDS.schema.signs[sign]}</span>
              <code className="font-mono wrap-anywhere text-text">
                {field === null ? stream : `${stream}.${fieldName(field)}`}
              </code>
              <span className={clsx('wrap-anywhere', sign === '−' ? 'text-text-soft' : 'text-text-faint')}>
                {detail}
              </span>
              {text !== '' && (
                <span className={clsx('ml-auto', isBad ? 'text-danger' : 'text-text-soft')}>{text}</span>
              )}
            </li>
          )
        })}
      </ul>
      {!showsAll && differences.length > FIRST && (
        <div className="border-t border-line bg-surface px-2 py-1">
          <Button variant="quiet" size="small" onClick={() => setShowsAll(true)}>
            {WORDS.schema.all(differences.length)}
          </Button>
        </div>
      )}
    </>
  )
}
