import {
  filterCatalog,
  ruleNames,
  streamsOf,
  unmatchedSentences,
  type SelectionRules,
} from '../../domain/singer/catalog-selection.ts'
import type { SelectedCatalog } from '../../domain/singer/catalog-reader.ts'
import type { WholeState } from '../../domain/executions/execution-store.ts'
import type { ExecutionFolder, StopOptions } from '../../domain/executions/processes.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import { unknownExtras } from '../../domain/settings/setting-extras.ts'
import {
  catalogMaxAge,
  discoverCatalog,
  hasCapability,
  pinnedCatalog,
  type Discovery,
} from './discover-catalog.ts'
import type { EngineContext } from '../engine-context.ts'
import { failed, stageFailure, type Verdict } from '../execution-verdict.ts'
import { readUserFile, type UserFile } from './user-files.ts'
import { DISCOVER, type Configs, type RunState } from '../perform/run-state.ts'
import { hideCommand } from '../../app/settings/plugin-secrets.ts'
import { plannedProcesses, type ExecutionPlan, type PlannedProcess } from '../resolve-execution.ts'
import { selectionRules } from './selection-rules.ts'

/** Maximum number of streams listed in a sentence. */
const MAX_NAMED = 20

/** Warns about runner settings that have no effect. */
const extraWarnings = (plan: ExecutionPlan): string[] =>
  plannedProcesses(plan).flatMap(({ plugin, resolved }) =>
    unknownExtras(
      plugin.name,
      plugin.type,
      Object.fromEntries(Object.entries(resolved.extras).map(([name, value]) => [`_${name}`, value])),
    ),
  )

/** Writes the catalogue with its selection, and the state; returns the extractor's arguments, or a verdict if that failed. */
export async function writeExtractorFiles(
  context: EngineContext,
  { execution, plan, before, steps, log }: RunState,
  folder: ExecutionFolder,
  configs: Configs,
  stop: StopOptions,
): Promise<{ args: string[] } | Verdict> {
  const { extractor } = plan
  for (const sentence of extraWarnings(plan)) log.system('warning', sentence)
  const rules = { ...selectionRules(extractor), only: execution.options.streams ?? null }
  const catalogFile = await readUserFile(context, extractor, 'catalog')
  if (catalogFile !== null && hasCapability(extractor, 'catalog', 'properties')) {
    steps.skip(DISCOVER)
    return useCatalogFile({ context, execution, extractor, before, log, folder }, catalogFile, rules)
  }
  steps.command(DISCOVER, [
    ...hideCommand(extractor.command).map(log.mask),
    '--config',
    'config.json',
    '--discover',
  ])
  const discovery =
    (await pinnedCatalog(context, execution.pipelineId, extractor)) ??
    (await discoverCatalog(context, {
      executionId: execution.id,
      pipelineId: execution.pipelineId,
      extractor,
      configPath: configs.get(extractor) ?? '',
      maxAgeHours: catalogMaxAge(plan.pipeline, extractor, execution.fullRefresh),
      log,
      stop,
      onSpawn: (pid) => steps.started(DISCOVER, pid),
      onEnd: (end, ok) => steps.ended(DISCOVER, end, ok),
    }))
  if (discovery.outcome === 'failed') {
    const { errorLines } = stageFailure(
      { plugin: extractor.plugin.name, recent: log.recent('discover') },
      discovery.end,
    )
    return failed(log.mask(discovery.message), errorLines)
  }
  const args: string[] = []
  if (discovery.outcome === 'found') {
    if (discovery.cached) steps.skip(DISCOVER)
    const selection = await context.catalogReader.select(discovery.catalog, rules)
    if (selection === undefined) return failed('The stored catalogue is damaged. Discover streams again.', [])
    for (const sentence of unmatchedSentences(extractor.plugin.name, selection.unmatched)) {
      log.system('warning', log.mask(sentence))
    }
    const selectedNames = new Set(selection.streams.flatMap((stream) => (stream.selected ? stream.name : [])))
    const missing = (rules.only ?? []).filter((name) => !selectedNames.has(name))
    if (missing.length > 0) return failed(missingSentence(extractor, missing), [])
    log.system('info', selectionSentence(selection, discovery))
    if (selectedNames.size === 0) return failed(log.mask(nothingSelected(extractor, selection, rules)), [])
    args.push(catalogOption(extractor), await folder.write('catalog.json', selection.catalog))
  } else if (rules.only !== null) {
    return failed(
      `Cannot choose streams: ${extractor.plugin.name} does not provide a catalogue. Execute without choosing streams.`,
      [],
    )
  } else {
    if (discovery.message === null) steps.skip(DISCOVER)
    else log.system('warning', log.mask(`${discovery.message}. It works without a catalogue.`))
    for (const rule of ruleNames(rules)) {
      log.system(
        'warning',
        log.mask(`${rule} has no effect: ${extractor.plugin.name} does not provide a catalogue.`),
      )
    }
  }
  args.push(...(await stateArguments({ context, execution, extractor, before, log, folder })))
  return { args }
}

const catalogOption = (extractor: PlannedProcess): string =>
  hasCapability(extractor, 'catalog') ? '--catalog' : '--properties'

interface CatalogContext extends Pick<RunState, 'execution' | 'before' | 'log'> {
  context: EngineContext
  extractor: PlannedProcess
  folder: ExecutionFolder
}

/** Uses a catalogue from a file, which carries its own selection; only whole streams are filtered out. */
async function useCatalogFile(
  options: CatalogContext,
  { path, value, text }: UserFile,
  rules: SelectionRules,
): Promise<{ args: string[] } | Verdict> {
  const { extractor, folder, log } = options
  const streamNames = new Set(streamsOf(value).map(({ name }) => name))
  const missing = (rules.only ?? []).filter((name) => !streamNames.has(name))
  if (missing.length > 0) return failed(missingSentence(extractor, missing), [])
  log.system('info', log.mask(`The catalogue is the file "${path}", with its own selection.`))
  for (const rule of ruleNames({ ...rules, selectFilter: [] })) {
    log.system('warning', log.mask(`${rule} has no effect: the catalogue is the file "${path}".`))
  }
  const catalog = filterCatalog(value, rules)
  const file = await folder.write('catalog.json', catalog === value ? text : JSON.stringify(catalog))
  return { args: [catalogOption(extractor), file, ...(await stateArguments(options))] }
}

async function stateArguments({
  context,
  execution,
  extractor,
  before,
  log,
  folder,
}: CatalogContext): Promise<string[]> {
  const usesState = !execution.fullRefresh && hasCapability(extractor, 'state')
  const stateFile = usesState ? await readUserFile(context, extractor, 'state') : null
  if (stateFile !== null) {
    log.system('info', log.mask(`Continuing from the state in the file "${stateFile.path}".`))
    return ['--state', await folder.write('state.json', stateFile.text)]
  }
  log.system('info', stateSentence(execution, extractor, before))
  return usesState && before !== null ? ['--state', await folder.write('state.json', before.text)] : []
}

const missingSentence = (extractor: PlannedProcess, names: readonly string[]): string =>
  `The chosen ${names.length === 1 ? 'stream is' : 'streams are'} not selected in the catalogue of ${extractor.plugin.name}: ${names.join(', ')}. Choose others, or change the selection of the pipeline.`

function nothingSelected(
  extractor: PlannedProcess,
  { streams }: SelectedCatalog,
  rules: SelectionRules,
): string {
  const { name } = extractor.plugin
  const offered = streams.map((stream) => stream.name)
  if (offered.length === 0) return `Nothing to extract: the catalogue of ${name} has no streams.`
  const selection = ruleNames(rules)
  const examples = offered.slice(0, MAX_NAMED).join(', ')
  return `No stream is selected, so nothing would be extracted. ${name} offers ${offered.length === 1 ? 'the stream' : `${offered.length} streams`} ${examples}${offered.length > MAX_NAMED ? ', …' : ''}; ${selection.length === 0 ? 'none of them can be selected' : `the selection is ${selection.join(', ')}`}.`
}

function stateSentence(
  { fullRefresh }: ExecutionRecord,
  extractor: PlannedProcess,
  before: WholeState | null,
): string {
  if (before === null) return 'No state yet: extracting everything.'
  if (fullRefresh) return 'Full refresh: the state is not used.'
  return hasCapability(extractor, 'state')
    ? 'Continuing from the saved state.'
    : `The saved state is not used: ${extractor.plugin.name} does not have the capability "state".`
}

function selectionSentence(
  { streams }: SelectedCatalog,
  { cached, pinned, discoveredAt }: Extract<Discovery, { outcome: 'found' }>,
): string {
  const selected = streams.filter((stream) => stream.selected).length
  const stored =
    pinned === true
      ? `pinned catalogue of ${discoveredAt}`
      : `stored catalogue, discovered at ${discoveredAt}`
  const source = cached ? stored : 'catalogue discovered now'
  return `${selected} of ${streams.length} streams selected (${source}).`
}
