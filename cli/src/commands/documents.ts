import { writeFile } from 'node:fs/promises'

import { answer } from '../api/client.ts'
import { findPipeline } from '../api/find.ts'
import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import { printReport } from '../documents/print-report.ts'
import { readText } from './state.ts'

export const importDocument = command({
  name: 'import',
  summary: 'Import pipelines from a YAML document',
  description:
    'Creates and changes the pipelines of a document that flx export wrote. A pipeline with an error is left as it is; the others are imported.',
  arguments: [{ name: 'FILE', summary: 'YAML document, or - for stdin', completes: 'file' }],
  options: {
    'dry-run': { type: 'boolean', summary: 'Only say what would change' },
  },
  examples: [
    ['flx import pipelines.yaml --dry-run', 'Look first'],
    ['flx export --server https://old | flx import - --server https://new', 'Move to another server'],
  ],
  json: 'The report of POST /api/pipelines/import: `dryRun`, `counts`, `items` with `name`, `outcome`, `changes`, `problems`.',
  exits: [[EXIT.failed, 'A pipeline has an error']],
  async run({ options, args, terminal, api: connect }) {
    const yaml = await readText(args[0] ?? '')
    const api = await connect()
    const report = await answer(api.pipelines.import.$post({ json: { yaml, dryRun: options['dry-run'] } }))
    if (terminal.json) terminal.value(report)
    else printReport(report, terminal)
    return report.counts.error > 0 ? EXIT.failed : EXIT.ok
  },
})

export const exportDocument = command({
  name: 'export',
  summary: 'Export pipelines as a YAML document',
  description: 'Secrets are left out. All pipelines unless some are named.',
  arguments: [
    {
      name: 'PIPELINE',
      summary: 'Name or ID of a pipeline',
      optional: true,
      many: true,
      completes: 'pipeline',
    },
  ],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      summary: 'Write to a file instead of stdout',
      completes: 'file',
    },
    tag: { type: 'string', value: 'TAG', summary: 'Only pipelines with this tag' },
  },
  examples: [
    ['flx export -o pipelines.yaml', 'Everything, for git'],
    ['flx export orders customers', 'Two pipelines, to stdout'],
  ],
  json: 'An object: `yaml` with the document, `file` (null for stdout).',
  async run({ options, args, terminal, api: connect }) {
    const api = await connect()
    const ids: string[] = []
    for (const name of args) ids.push((await findPipeline(api, name)).id)
    const query = { tag: options.tag, ...(ids.length > 0 && { ids }) }
    const yaml = await (await api.pipelines.export.$get({ query })).text()
    if (options.output !== undefined) await writeFile(options.output, yaml)
    if (terminal.json) terminal.value({ yaml, file: options.output ?? null })
    else if (options.output === undefined) terminal.write(yaml)
    else terminal.note(`Wrote ${options.output}.`)
    return EXIT.ok
  },
})
