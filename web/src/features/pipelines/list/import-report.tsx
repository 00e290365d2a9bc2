import type { ImportOutcome, PipelineImportItem, PipelineImportReport } from '@flx/shared/pipeline-document'

import { ChangeList } from '#web/features/audit/change-list.tsx'
import { Badge, type BadgeTone } from '#web/ui/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'

const LOOKS: Record<ImportOutcome, { tone: BadgeTone; before: string; after: string }> = {
  error: { tone: 'danger', before: 'Error', after: 'Error' },
  create: { tone: 'accent', before: 'Create', after: 'Created' },
  update: { tone: 'caution', before: 'Change', after: 'Changed' },
  unchanged: { tone: 'neutral', before: 'Unchanged', after: 'Unchanged' },
}
const ORDER = Object.keys(LOOKS) as ImportOutcome[]
/** A table of thousands helps nobody: the counts tell the rest. */
const SHOWN = 200

/** What an import would do or has done: errors first, then what is new, then what differs. */
export function ImportReport({ report: { dryRun, counts, items } }: { report: PipelineImportReport }) {
  const word = (outcome: ImportOutcome) => LOOKS[outcome][dryRun ? 'before' : 'after']
  // Names may be missing or stand twice: an entry is known by its place in the document.
  const numbered = items.map((item, place) => ({ item, place }))
  const inOrder = ORDER.flatMap((outcome) => numbered.filter(({ item }) => item.outcome === outcome))
  return (
    <div className="space-y-2">
      <output className="block text-text">
        {ORDER.map((outcome) => `${word(outcome)}: ${counts[outcome]}`).join(' · ')}
        {counts.error > 0 && '. What is in error is left as it is.'}
      </output>
      <Table
        label="Pipelines of the document"
        className="max-h-80 overflow-y-auto rounded-md border border-line bg-surface"
        head={
          <>
            <Th>Pipeline</Th>
            <Th>Result</Th>
            <Th>Differences</Th>
          </>
        }
      >
        {inOrder.slice(0, SHOWN).map(({ item, place }) => (
          <Tr key={place}>
            <Td className="min-w-36 align-top! font-medium text-text">
              <Breakable text={item.name === '' ? '(no name)' : item.name} />
            </Td>
            <Td className="align-top!">
              <Badge tone={LOOKS[item.outcome].tone}>{word(item.outcome)}</Badge>
            </Td>
            <Td className="min-w-56 align-top!">
              <Details item={item} />
            </Td>
          </Tr>
        ))}
      </Table>
      {items.length > SHOWN && <p>The first {SHOWN} are shown.</p>}
    </div>
  )
}

function Details({ item: { problems, changes } }: { item: PipelineImportItem }) {
  if (problems.length === 0) return <ChangeList changes={changes} />
  return (
    <ul className="space-y-1 text-xs">
      {problems.map(({ path, message }) => (
        <li key={path + message}>
          <code className="font-mono text-text-faint">
            <Breakable text={path} />
          </code>{' '}
          <span className="text-danger">{message}</span>
        </li>
      ))}
    </ul>
  )
}
