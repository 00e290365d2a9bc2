import type { PipelineUpdate } from '@flx/shared/templates/template-pipelines'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { CARD_CELL, CARD_ROW } from '#web/ui/table/card-look.ts'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { FieldChanges } from './field-changes.tsx'
import { templatesWords, updateWords as words } from '../words.ts'

/** One row per pipeline, which expands to its changes. */
export function UpdateTable({
  items,
  version,
  excluded,
  onExcluded,
}: {
  items: readonly PipelineUpdate[]
  version: number
  excluded: ReadonlySet<string>
  /** Null if there is nothing to choose. */
  onExcluded: ((excluded: ReadonlySet<string>) => void) | null
}) {
  return (
    <Table
      cards
      label={words.eachPipeline}
      head={
        <>
          <Th>{words.pipeline}</Th>
          <Th>{words.version}</Th>
          <Th>{words.changes}</Th>
          <Th>{words.own}</Th>
        </>
      }
    >
      {items.map((item) => (
        <Tr key={item.id} className={CARD_ROW}>
          <Td className={`align-top ${CARD_CELL.title}`}>
            <span className="flex items-start gap-2">
              {onExcluded !== null && item.version < version && (
                <input
                  type="checkbox"
                  aria-label={words.updateOne(item.name)}
                  className="mt-0.5 size-4 shrink-0"
                  checked={!excluded.has(item.id)}
                  onChange={({ target }) => {
                    const next = new Set(excluded)
                    if (target.checked) next.delete(item.id)
                    else next.add(item.id)
                    onExcluded(next)
                  }}
                />
              )}
              <Link to={paths.pipeline(item.id)} className="min-w-0 wrap-anywhere hover:underline">
                {item.name}
              </Link>
              {item.unlocked && <Badge>{words.unlocked}</Badge>}
            </span>
          </Td>
          <Td className={`tabular align-top ${CARD_CELL.status}`}>{templatesWords.version(item.version)}</Td>
          <Td className={`align-top ${CARD_CELL.message}`}>
            {item.problem !== null ? (
              <span className="text-danger">{item.problem}</span>
            ) : item.changes.length === 0 ? (
              <span className="text-text-faint">
                {item.version === version ? words.isCurrent : words.none}
              </span>
            ) : (
              <Disclosure summary={item.changes.map(({ path }) => path).join(', ')}>
                <FieldChanges label={words.changes} changes={item.changes} />
              </Disclosure>
            )}
          </Td>
          <Td className={`align-top ${CARD_CELL.message}`}>
            {item.overrides.length === 0 ? (
              <span className="text-text-faint">{words.none}</span>
            ) : (
              <Disclosure summary={item.overrides.map(({ path }) => path).join(', ')}>
                <FieldChanges label={words.own} changes={item.overrides} />
              </Disclosure>
            )}
          </Td>
        </Tr>
      ))}
    </Table>
  )
}

function Disclosure({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="min-w-0 whitespace-normal">
      <summary className="touch cursor-pointer font-mono text-xs wrap-anywhere">{summary}</summary>
      <div className="mt-1.5 max-w-xl">{children}</div>
    </details>
  )
}
