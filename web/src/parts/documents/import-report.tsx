import type {
  ImportOutcome,
  PipelineImportItem,
  PipelineImportReport,
} from '@flx/shared/pipelines/pipeline-document'

import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { Badge, type BadgeTone } from '#web/ui/status/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { importReportWords } from './words.ts'

const LOOKS: Record<ImportOutcome, { tone: BadgeTone; before: string; after: string }> = {
  error: { tone: 'danger', before: importReportWords.error, after: importReportWords.error },
  create: { tone: 'accent', before: importReportWords.create, after: importReportWords.created },
  update: { tone: 'caution', before: importReportWords.change, after: importReportWords.changed },
  unchanged: { tone: 'neutral', before: importReportWords.unchanged, after: importReportWords.unchanged },
}
const ORDER = Object.keys(LOOKS) as ImportOutcome[]
/** The most rows shown of a long report. The counts cover the rest. */
const MAX_ROWS = 200

/** The outcome of an import, planned or done: errors first, then new objects, then changes. */
export function ImportReport({ report: { dryRun, counts, items } }: { report: PipelineImportReport }) {
  const word = (outcome: ImportOutcome) => LOOKS[outcome][dryRun ? 'before' : 'after']
  // Names can be missing or appear twice, so the key of an entry is its position in the document.
  const numbered = items.map((item, position) => ({ item, position }))
  const inOrder = ORDER.flatMap((outcome) => numbered.filter(({ item }) => item.outcome === outcome))
  return (
    <div className="space-y-2">
      <output className="block text-text">
        {ORDER.map((outcome) => `${word(outcome)}: ${counts[outcome]}`).join(' · ')}
        {counts.error > 0 && importReportWords.errorsHint}
      </output>
      <Table
        label={importReportWords.entries}
        cards
        className="max-h-80 overflow-y-auto rounded-md border border-line bg-surface"
        head={
          <>
            <Th>{importReportWords.name}</Th>
            <Th>{importReportWords.result}</Th>
            <Th>{importReportWords.differences}</Th>
          </>
        }
      >
        {inOrder.slice(0, MAX_ROWS).map(({ item, position }) => (
          <Tr key={position} className="max-md:grid max-md:grid-cols-[1fr_auto]">
            <Td className="min-w-36 align-top! font-medium text-text max-md:border-b-0!">
              <Breakable text={item.name === '' ? importReportWords.noName : item.name} />
              {item.kind === 'template' && (
                <span className="block text-xs font-normal text-text-soft">{importReportWords.template}</span>
              )}
            </Td>
            <Td className="align-top! max-md:border-b-0!">
              <Badge tone={LOOKS[item.outcome].tone}>{word(item.outcome)}</Badge>
            </Td>
            <Td className="min-w-56 align-top! max-md:col-span-2 max-md:pt-0 max-md:empty:p-0">
              <Details item={item} />
            </Td>
          </Tr>
        ))}
      </Table>
      {items.length > MAX_ROWS && <p>{importReportWords.truncated(MAX_ROWS)}</p>}
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
