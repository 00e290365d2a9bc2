import type { AuditChange } from '@flx/shared/access/audit'
import type { PipelineImportItem, PipelineImportReport } from '@flx/shared/pipelines/pipeline-document'

import { counted } from '../core/figures.ts'
import type { Terminal } from '../core/terminal.ts'

const SIGNS = { create: '+', update: '~', unchanged: ' ', error: '!' } as const
const SIGN_STYLES = { create: 'green', update: 'yellow', unchanged: 'dim', error: 'red' } as const

/** What an import did, or would do. */
export function printReport({ dryRun, counts, items }: PipelineImportReport, terminal: Terminal): void {
  for (const item of items) printItem(item, terminal)
  const did = dryRun ? ['to create', 'to change'] : ['created', 'changed']
  const words = [
    `${counted(counts.create, 'pipeline')} ${did[0]}`,
    `${counts.update} ${did[1]}`,
    `${counts.unchanged} unchanged`,
    ...(counts.error > 0 ? [`${counts.error} with errors`] : []),
  ]
  terminal.note(`${words.join(', ')}.`)
}

/** One pipeline with its differences. */
export function printItem(
  { name, outcome, changes, problems }: PipelineImportItem,
  terminal: Terminal,
): void {
  if (outcome === 'unchanged') return
  const { style } = terminal
  terminal.line(style[SIGN_STYLES[outcome]](`${SIGNS[outcome]} ${name}`))
  for (const change of changes) for (const line of changeLines(change, terminal)) terminal.line(line)
  for (const { path, message } of problems) terminal.line(style.red(`    ${path}: ${message}`))
}

/** A change as a diff: the value before and the value after. */
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
