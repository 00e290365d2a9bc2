import type { PipelineImportItem } from '@flx/shared/pipelines/pipeline-document'

import { answer, type Api } from '../api/client.ts'
import { command, type OptionSpecs } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import type { Terminal } from '../core/terminal.ts'
import { createdWords, printItem } from '../documents/print-report.ts'
import { readDocuments } from '../documents/read-documents.ts'

/** A template or pipeline of a plan. `delete`: it exists here but in no document. */
type PlanItem = Omit<PipelineImportItem, 'outcome'> & { outcome: PipelineImportItem['outcome'] | 'delete' }

interface Plan {
  drift: boolean
  applied: boolean
  counts: Record<PlanItem['outcome'], number>
  items: PlanItem[]
}

const FILES = {
  name: 'PATH',
  summary: 'YAML document, or a folder of them (*.yaml and *.yml, including subfolders)',
  many: true,
  completes: 'file',
} as const
const OPTIONS = {
  delete: { type: 'boolean', summary: 'Also delete pipelines that are in no document' },
  tag: { type: 'string', value: 'TAG', summary: 'With --delete: only pipelines with this tag' },
} as const satisfies OptionSpecs
const JSON_SHAPE =
  'An object: `drift`, `applied`, `counts` by outcome, `items` with `kind` (template or pipeline), `name`, `id`, `outcome` (create, update, unchanged, error, delete), `changes` (`path`, `before`, `after`) and `problems`.'

export const plan = command({
  name: 'plan',
  summary: 'Compare YAML documents with the pipelines and templates of the server',
  description:
    'Shows what flx apply would do as a diff, and changes nothing. The documents are those that flx export writes. Secrets are compared, not shown. The exit code reports whether there is drift.',
  arguments: [FILES],
  options: OPTIONS,
  examples: [
    ['flx plan pipelines/', 'In a pull request: what would change'],
    ['flx plan pipelines/ --delete --json', 'As JSON, with what would be deleted'],
  ],
  json: JSON_SHAPE,
  exits: [
    [EXIT.failed, 'A document has an error'],
    [EXIT.drift, 'There is drift'],
  ],
  async run({ options, args, terminal, api: connect }) {
    const yaml = await readDocuments(args)
    const made = await makePlan(await connect(), yaml, options)
    show(made, terminal)
    if (made.counts.error > 0) return EXIT.failed
    return made.drift ? EXIT.drift : EXIT.ok
  },
})

export const apply = command({
  name: 'apply',
  summary: 'Bring the pipelines and templates of the server in line with YAML documents',
  description:
    'Creates and changes templates and pipelines as flx plan shows. If a document has an error, nothing is changed. Pipelines that are in no document are kept, unless --delete is given; their history is always kept. A changed template changes those of its pipelines that are in the documents.',
  arguments: [FILES],
  options: OPTIONS,
  examples: [
    ['flx apply pipelines/', 'After a merge'],
    ['flx apply pipelines/ --delete --tag git', 'Also delete pipelines tagged "git" that are in no document'],
  ],
  json: JSON_SHAPE,
  exits: [[EXIT.failed, 'A document has an error, or a change was refused']],
  async run({ options, args, terminal, api: connect }) {
    const yaml = await readDocuments(args)
    const api = await connect()
    const planned = await makePlan(api, yaml, options)
    if (planned.counts.error > 0 || !planned.drift) {
      show(planned, terminal)
      return planned.counts.error > 0 ? EXIT.failed : EXIT.ok
    }
    const report = await answer(api.pipelines.import.$post({ json: { yaml, dryRun: false } }))
    const deleted = planned.items.filter(({ outcome }) => outcome === 'delete')
    const isClean = report.counts.error === 0
    for (const { id } of isClean ? deleted : []) {
      if (id !== null) await api.pipelines[':id'].$delete({ param: { id } })
    }
    show(planOf([...report.items, ...(isClean ? deleted : [])], true), terminal)
    return isClean ? EXIT.ok : EXIT.failed
  },
})

async function makePlan(
  api: Api,
  yaml: string,
  { delete: deletes, tag }: { delete: boolean; tag: string | undefined },
): Promise<Plan> {
  const { items } = await answer(api.pipelines.import.$post({ json: { yaml, dryRun: true } }))
  if (!deletes) return planOf(items, false)
  const namesInFile = new Set(items.flatMap(({ kind, name }) => (kind === 'pipeline' ? name : [])))
  const removals: PlanItem[] = []
  for (let cursor: string | undefined; ;) {
    const page = await answer(api.pipelines.$get({ query: { limit: 200, sort: 'name', tag, cursor } }))
    for (const { id, name } of page.items) {
      if (!namesInFile.has(name))
        removals.push({ kind: 'pipeline', id, name, outcome: 'delete', changes: [], problems: [] })
    }
    if (page.nextCursor === null) return planOf([...items, ...removals], false)
    cursor = page.nextCursor
  }
}

function planOf(items: PlanItem[], applied: boolean): Plan {
  const counts = { create: 0, update: 0, unchanged: 0, error: 0, delete: 0 }
  for (const { outcome } of items) counts[outcome] += 1
  return { drift: counts.create + counts.update + counts.delete > 0, applied, counts, items }
}

function show(made: Plan, terminal: Terminal): void {
  if (terminal.json) return terminal.value(made)
  const { counts, items, applied } = made
  for (const item of items) {
    const { name, outcome } = item
    if (outcome === 'delete') terminal.line(terminal.style.red(`- ${name}`))
    else printItem({ ...item, outcome }, terminal)
  }
  const did = applied ? ['created', 'changed', 'deleted'] : ['to create', 'to change', 'to delete']
  const words = [
    `${createdWords(items)} ${did[0]}`,
    `${counts.update} ${did[1]}`,
    `${counts.delete} ${did[2]}`,
    `${counts.unchanged} unchanged`,
    ...(counts.error > 0 ? [`${counts.error} with errors: nothing is changed`] : []),
  ]
  terminal.note(`${words.join(', ')}.`)
}
