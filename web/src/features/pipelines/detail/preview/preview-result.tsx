import type { PipelinePreview, PreviewStage, PreviewTable } from '@flx/shared/pipelines/preview'
import { clsx } from 'clsx'
import { useState } from 'react'

import { CodeBlock } from '#web/ui/code-block.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { previewWords, stageLabel, streamLabel } from './words.ts'

/** The output of the stages: one stage and one of its streams at a time. */
export function PreviewResult({
  preview,
  initialStageIndex,
}: {
  preview: PipelinePreview
  /** The initial stage, by default the last one. */
  initialStageIndex?: number | undefined
}) {
  const { stages, warnings } = preview
  // The output of the last stage is what would be loaded.
  const [stageIndex, setStageIndex] = useState(
    Math.min(initialStageIndex ?? stages.length, stages.length - 1),
  )
  const stage = stages[stageIndex]
  return (
    <div className="space-y-3">
      {warnings.map((warning) => (
        <Notice key={warning} tone="caution">
          {warning}
        </Notice>
      ))}
      {stages.length > 1 && (
        <Segmented
          label={previewWords.stage}
          options={stages.map((option, index) => ({ key: String(index), label: stageLabel(option) }))}
          chosen={String(stageIndex)}
          onChoose={(key) => setStageIndex(Number(key))}
        />
      )}
      {stage !== undefined && <Stage key={stageIndex} stage={stage} />}
    </div>
  )
}

function Stage({ stage }: { stage: PreviewStage }) {
  const { tables, kind, ending, failed, lines } = stage
  const [stream, setStream] = useState(
    tables.find(({ rows }) => rows.length > 0)?.stream ?? tables[0]?.stream ?? '',
  )
  const table = tables.find((candidate) => candidate.stream === stream)
  return (
    <div className="space-y-3">
      {failed ? <Notice tone="danger">{ending}</Notice> : <p className="text-sm text-text-soft">{ending}</p>}
      {tables.length > 1 && (
        <Field label={previewWords.stream} className="max-w-96">
          {(control) => (
            <Select {...control} value={stream} onChange={(event) => setStream(event.target.value)}>
              {tables.map((option) => (
                <option key={option.stream} value={option.stream}>
                  {streamLabel(option.stream, option.rows.length)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {table === undefined ? (
        !failed && <p className="text-sm text-text-faint">{previewWords.noStreams}</p>
      ) : (
        <Records table={table} isMapped={kind === 'map'} />
      )}
      {lines.length > 0 && (
        <details open={failed}>
          <summary className="cursor-pointer text-sm text-text-soft">{previewWords.log}</summary>
          <div className="mt-2">
            <CodeBlock label={previewWords.log} text={lines.join('\n')} wrap />
          </div>
        </details>
      )}
    </div>
  )
}

function Records({ table, isMapped }: { table: PreviewTable; isMapped: boolean }) {
  const { stream, fields, removed, rows } = table
  const isMasked = rows.some(({ cells }) => cells.some((cell) => cell?.includes('***') === true))
  return (
    <div className="space-y-2">
      {removed.length > 0 && <p className="text-sm text-text-soft">{previewWords.removed(removed)}</p>}
      {rows.length === 0 ? (
        <p className="text-sm text-text-faint">{previewWords.noRecords}</p>
      ) : (
        <section
          aria-label={stream}
          // A scrolling box must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md border border-line"
        >
          <table aria-label={stream} className="border-collapse text-left text-xs">
            <thead className="sticky top-0 bg-sunken text-text-faint">
              <tr>
                {fields.map(({ name, type }) => (
                  <th
                    key={name}
                    scope="col"
                    className="border-b border-line px-2 py-1.5 font-medium whitespace-nowrap"
                  >
                    <span className="font-mono text-text">{name}</span> {type}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ cells, changed }, index) => (
                // Rows have no identity other than their position.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index} className="border-b border-line last:border-b-0">
                  {cells.map((cell, columnIndex) => (
                    <td
                      key={fields[columnIndex]?.name ?? columnIndex}
                      title={
                        changed.includes(columnIndex) ? previewWords.changed : (cell ?? previewWords.absent)
                      }
                      className={clsx(
                        'max-w-72 truncate px-2 py-1 font-mono whitespace-nowrap',
                        changed.includes(columnIndex) && 'bg-accent-soft',
                        cell === null && 'text-text-faint',
                      )}
                    >
                      {cell ?? '—'}
                      {changed.includes(columnIndex) && (
                        <span className="sr-only"> ({previewWords.changed})</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p className="text-xs text-text-faint">
        {isMapped && rows.length > 0 && `${previewWords.legend} `}
        {isMasked && previewWords.masked}
      </p>
    </div>
  )
}
