import { formatDuration, formatNumber, UNKNOWN } from '@flx/shared/core/quantities'
import { EXECUTION_STATUSES, type ExecutionStatus } from '@flx/shared/executions/execution-status'
import type { ListedExecution } from '@flx/shared/executions/execution'
import { BUDGET_FILTERS, type BudgetFilter } from '@flx/shared/pipelines/objectives'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { TemplateSummary } from '@flx/shared/templates/template'

import { answer } from '../api/client.ts'
import { findPipeline, findTemplate } from '../api/find.ts'
import { command } from '../core/command.ts'
import { EXIT, misuse } from '../core/exit.ts'
import { agoText } from '../core/figures.ts'
import { wholeNumber } from '../core/numbers.ts'
import { tableLines, type Column } from '../core/table.ts'
import type { Style } from '../core/terminal.ts'

const MAX_PER_PAGE = 200

export const list = command({
  name: 'list',
  summary: 'List pipelines, executions with --executions, or templates with --templates',
  arguments: [
    { name: 'PIPELINE', summary: 'Only executions of this pipeline', optional: true, completes: 'pipeline' },
  ],
  options: {
    executions: { type: 'boolean', short: 'e', summary: 'List executions, newest first' },
    templates: { type: 'boolean', summary: 'List templates with the number of their pipelines' },
    status: {
      type: 'string',
      value: 'STATUS',
      multiple: true,
      choices: EXECUTION_STATUSES,
      summary: 'Only with this status (for pipelines, that of the last execution)',
    },
    tag: { type: 'string', value: 'TAG', summary: 'Only pipelines with this tag' },
    template: { type: 'string', value: 'NAME', summary: 'Only pipelines created from this template' },
    budget: {
      type: 'string',
      value: 'LEFT',
      choices: BUDGET_FILTERS,
      summary: 'Only pipelines with this error budget (none: without one), least left first',
    },
    search: { type: 'string', value: 'TEXT', summary: 'Only items that contain this text' },
    limit: { type: 'string', short: 'n', value: 'N', summary: 'At most this many (default: 50)' },
  },
  examples: [
    ['flx list', 'All pipelines with their last execution'],
    ['flx list --status failed --json', 'Pipelines whose last execution failed, as JSON'],
    ['flx list --budget spent', 'Pipelines whose error budget is spent'],
    [
      'flx list --template "Shop to warehouse"',
      'Pipelines created from a template, and whether they need an update',
    ],
    ['flx list --templates', 'All templates, and how many of their pipelines need an update'],
    ['flx list orders -n 5', 'The last five executions of one pipeline'],
  ],
  json: 'An object with `items`: pipelines as GET /api/pipelines returns them, executions as GET /api/executions does, or templates as GET /api/templates does.',
  async run({ options, args, terminal, api: connect }) {
    const api = await connect()
    const limit = wholeNumber('--limit', options.limit ?? '50', 1, 10_000)
    const status = options.status as ExecutionStatus[]
    const [name = ''] = args
    const hasPipelineFilter = [options.tag, options.template, options.budget].some(
      (option) => option !== undefined,
    )
    const now = new Date()
    if (options.templates) {
      if (name !== '' || options.executions || hasPipelineFilter || status.length > 0)
        throw misuse('--templates can only be combined with --search and --limit.')
      const search = (options.search ?? '').toLowerCase()
      const templates = (await answer(api.templates.$get())).items
      const items = templates
        .filter((template) => template.name.toLowerCase().includes(search))
        .slice(0, limit)
      if (terminal.json) terminal.value({ items })
      else show(items, TEMPLATE_COLUMNS, 'No templates match.')
      return EXIT.ok
    }
    if (name !== '' || options.executions) {
      if (options.template !== undefined || options.budget !== undefined)
        throw misuse('--template and --budget filter pipelines. Leave out --executions and the pipeline.')
      const pipelineId = name === '' ? undefined : (await findPipeline(api, name)).id
      const items = await upTo(limit, (page) =>
        answer(
          api.executions.$get({
            query: { ...page, pipelineId, search: options.search, ...(status.length > 0 && { status }) },
          }),
        ),
      )
      if (terminal.json) terminal.value({ items })
      else show(items, executionColumns(now), 'No executions match.')
      return EXIT.ok
    }
    const template =
      options.template === undefined ? undefined : (await findTemplate(api, options.template)).id
    const budget = options.budget as BudgetFilter | undefined
    const items = await upTo(limit, (page) =>
      answer(
        api.pipelines.$get({
          query: {
            ...page,
            sort: budget === undefined ? 'name' : 'budgetLeft',
            tag: options.tag,
            template,
            budget,
            ...(budget !== undefined && { objectives: 'true' }),
            search: options.search,
            ...(status.length > 0 && { lastStatus: status }),
          },
        }),
      ),
    )
    if (terminal.json) terminal.value({ items })
    else {
      const columns = [
        ...pipelineColumns(now),
        ...(budget === undefined ? [] : [BUDGET_COLUMN]),
        ...(template === undefined ? [] : [TEMPLATE_COLUMN]),
      ]
      show(items, columns, 'No pipelines match.')
    }
    return EXIT.ok

    function show<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): void {
      if (rows.length === 0) return terminal.note(none)
      for (const line of tableLines(rows, columns, terminal.style)) terminal.line(line)
    }
  },
})

/** Reads pages until there are enough items. */
async function upTo<Item>(
  limit: number,
  load: (page: {
    limit: number
    cursor: string | undefined
  }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const collected: Item[] = []
  for (let cursor: string | undefined; collected.length < limit;) {
    const { items, nextCursor } = await load({
      limit: Math.min(MAX_PER_PAGE, limit - collected.length),
      cursor,
    })
    collected.push(...items)
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return collected
}

const COLOURS: Record<ExecutionStatus, keyof Style> = {
  success: 'green',
  failed: 'red',
  running: 'blue',
  pending: 'dim',
  cancelled: 'yellow',
}

const coloured = (status: ExecutionStatus | undefined, style: Style): ((text: string) => string) =>
  style[status === undefined ? 'dim' : COLOURS[status]]

const pipelineColumns = (now: Date): Column<PipelineSummary>[] => [
  { head: 'PIPELINE', cell: ({ name }) => name },
  {
    head: 'LAST RUN',
    cell: ({ lastExecution }) => lastExecution?.status ?? UNKNOWN,
    style: ({ lastExecution }, style) => coloured(lastExecution?.status, style),
  },
  { head: 'WHEN', cell: ({ lastExecution }) => agoText(lastExecution?.queuedAt ?? null, now) },
  {
    head: 'TOOK',
    cell: ({ lastExecution }) => formatDuration(lastExecution?.durationSeconds ?? null),
    right: true,
  },
  {
    head: 'RECORDS',
    cell: ({ lastExecution }) => formatNumber(lastExecution?.recordsProcessed ?? null),
    right: true,
  },
  {
    head: 'NEXT RUN',
    cell: ({ nextDueAt, isActive }) => (isActive ? agoText(nextDueAt, now) : 'inactive'),
  },
]

/** Shows the objective with the least budget left. */
const BUDGET_COLUMN: Column<PipelineSummary> = {
  head: 'BUDGET LEFT',
  cell: ({ objectives = [] }) =>
    objectives.length === 0 ? UNKNOWN : `${Math.floor(100 * leastRemaining(objectives))}%`,
  style: ({ objectives = [] }, style) =>
    objectives.length > 0 && leastRemaining(objectives) < 0 ? style.red : style.dim,
  right: true,
}

const leastRemaining = (objectives: NonNullable<PipelineSummary['objectives']>): number =>
  Math.min(...objectives.map(({ remaining }) => remaining))

const TEMPLATE_COLUMN: Column<PipelineSummary> = {
  head: 'TEMPLATE VERSION',
  cell: ({ template }) => {
    const { version = 0, newest = version } = template ?? {}
    return newest > version ? `${version} (now ${newest})` : String(version)
  },
  style: ({ template }, style) =>
    (template?.newest ?? 0) > (template?.version ?? 0) ? style.yellow : style.dim,
  right: true,
}

const TEMPLATE_COLUMNS: Column<TemplateSummary>[] = [
  { head: 'TEMPLATE', cell: ({ name }) => name },
  {
    head: 'STEPS',
    cell: ({ extractor, mappers, loader, transform }) =>
      [extractor, ...mappers, loader, transform].filter((plugin) => plugin !== '').join(' > '),
  },
  { head: 'VERSION', cell: ({ version }) => String(version), right: true },
  { head: 'PIPELINES', cell: ({ pipelines }) => formatNumber(pipelines), right: true },
  {
    head: 'TO UPDATE',
    cell: ({ outdated }) => formatNumber(outdated),
    style: ({ outdated }, style) => (outdated > 0 ? style.yellow : style.dim),
    right: true,
  },
  { head: '', cell: ({ bundled }) => (bundled ? 'bundled' : '') },
]

const executionColumns = (now: Date): Column<ListedExecution>[] => [
  { head: 'EXECUTION', cell: ({ id }) => id },
  { head: 'PIPELINE', cell: ({ pipelineName }) => pipelineName },
  { head: 'STATUS', cell: ({ status }) => status, style: ({ status }, style) => coloured(status, style) },
  { head: 'WHEN', cell: ({ queuedAt }) => agoText(queuedAt, now) },
  { head: 'TOOK', cell: ({ durationSeconds }) => formatDuration(durationSeconds), right: true },
  { head: 'RECORDS', cell: ({ recordsProcessed }) => formatNumber(recordsProcessed), right: true },
  { head: 'TRIGGER', cell: ({ trigger }) => trigger },
]
