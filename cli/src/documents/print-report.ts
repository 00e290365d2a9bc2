import { formatCount } from '@flx/shared/core/quantities'
import type { AuditChange } from '@flx/shared/access/audit'
import type {
  DescribedKind,
  PipelineImportItem,
  PipelineImportReport,
} from '@flx/shared/pipelines/pipeline-document'

import type { Terminal } from '../core/terminal.ts'

const SIGNS = { create: '+', update: '~', unchanged: ' ', error: '!' } as const
const SIGN_STYLES = { create: 'green', update: 'yellow', unchanged: 'dim', error: 'red' } as const

/** Prints what an import did or would do. */
export function printReport({ dryRun, counts, items }: PipelineImportReport, terminal: Terminal): void {
  for (const item of items) printItem(item, terminal)
  const did = dryRun ? ['to create', 'to change'] : ['created', 'changed']
  const words = [
    `${createdWords(items)} ${did[0]}`,
    `${counts.update} ${did[1]}`,
    `${counts.unchanged} unchanged`,
    ...(counts.error > 0 ? [`${counts.error} with errors`] : []),
  ]
  terminal.note(`${words.join(', ')}.`)
}

/** Counts the new items: "2 templates and 1 pipeline". */
export function createdWords(items: readonly { kind: DescribedKind; outcome: string }[]): string {
  const count = (kind: DescribedKind) =>
    items.filter((item) => item.kind === kind && item.outcome === 'create').length
  const pipelines = formatCount(count('pipeline'), 'pipeline')
  return count('template') === 0
    ? pipelines
    : `${formatCount(count('template'), 'template')} and ${pipelines}`
}

/** Prints a template or pipeline with its differences. */
export function printItem(
  { kind, name, outcome, changes, problems }: PipelineImportItem,
  terminal: Terminal,
): void {
  if (outcome === 'unchanged') return
  const { style } = terminal
  terminal.line(
    style[SIGN_STYLES[outcome]](`${SIGNS[outcome]} ${kind === 'template' ? 'template ' : ''}${name}`),
  )
  for (const change of changes) for (const line of changeLines(change, terminal)) terminal.line(line)
  for (const { path, message } of problems) terminal.line(style.red(`    ${path}: ${message}`))
}

/** Formats a change as a diff of the previous and the new value. */
function changeLines({ path, before, after, secret }: AuditChange, { style }: Terminal): string[] {
  if (secret === true) return [style.yellow(`    ~ ${path} (secret)`)]
  return [
    ...(before === undefined || before === null
      ? []
      : [style.red(`    - ${path}: ${JSON.stringify(before)}`)]),
    ...(after === undefined || after === null
      ? []
      : [style.green(`    + ${path}: ${JSON.stringify(after)}`)]),
  ]
}
