import { yieldToEventLoop } from '../app/core/yield-to-event-loop.ts'
import { messageOf } from '../domain/core/errors.ts'
import { lineageOfExecution, type LineageProgram } from '../domain/lineage/lineage-of-execution.ts'
import type { LineageReport } from '../domain/lineage/lineage-report.ts'
import type { EngineContext } from './engine-context.ts'
import type { RunState } from './perform/run-state.ts'
import type { PlannedProcess } from './resolve-execution.ts'

/**
 * Stores where the data of a successful execution came from and went to, before its end is stored. A failure never fails the
 * execution: the next execution stores the lineage.
 */
export async function recordLineage(context: EngineContext, run: RunState): Promise<void> {
  const { execution, lease, plan, facts, log } = run
  if (facts.schemas === null && facts.transform === null) return
  const { from, streams, limitRecords } = execution.options
  try {
    const report = lineageOfExecution({
      absolute: (path) => absolute(context.filesFolder, path),
      extractor: describeProgram(plan.extractor),
      mappers: plan.mappers.map(describeProgram),
      loader: describeProgram(plan.loader),
      extracted: facts.schemas?.extracted ?? new Map(),
      loaded: facts.schemas?.loaded ?? new Map(),
      transform: facts.transform,
      whole: from === undefined && streams === undefined && limitRecords === undefined,
    })
    const masked = await maskReport(report, log.mask)
    await context.lineage.record(lease, {
      pipelineId: execution.pipelineId,
      report: masked,
      hash: context.hash(JSON.stringify(masked)),
      at: context.clock.now().toISOString(),
    })
  } catch (error) {
    const { id: executionId, pipelineId } = execution
    context.log.warn({ executionId, pipelineId, error: messageOf(error) }, 'Lineage was not stored')
  }
}

/** Paths are relative to the connectors' folder; a URL is not a path. */
const absolute = (folder: string, path: string): string =>
  /^(\/|[a-z]+:)/i.test(path) ? path : `${folder}/${path.replace(/^(\.\/)+/, '')}`.replace(/\/\.?$/, '')

const describeProgram = ({ plugin, resolved }: PlannedProcess): LineageProgram => ({
  plugin: plugin.name,
  bundled: plugin.bundled,
  settings: resolved.redacted,
})

/** Masks names, because connectors know the pipeline's secrets. Yields to the event loop, because there can be many. */
async function maskReport(report: LineageReport, mask: (text: string) => string): Promise<LineageReport> {
  const yieldTurn = yieldToEventLoop()
  const datasets: LineageReport['datasets'] = []
  for (const dataset of report.datasets) {
    await yieldTurn()
    datasets.push({
      ...dataset,
      namespace: mask(dataset.namespace),
      name: mask(dataset.name),
      columns: dataset.columns.map(({ name, type }) => ({ name: mask(name), type })),
    })
  }
  const flows = report.flows.map((flow) => ({
    ...flow,
    stream: flow.stream === null ? null : mask(flow.stream),
    columns: flow.columns.map((pair) => ({ ...pair, from: mask(pair.from), to: mask(pair.to) })),
  }))
  return { ...report, datasets, flows }
}
