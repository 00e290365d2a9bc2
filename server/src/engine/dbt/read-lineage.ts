import type { DbtResult } from '../../domain/dbt/dbt-artifacts.ts'
import type { DbtRequest } from '../../domain/dbt/dbt-request.ts'
import { exitedCleanly, type ProcessEnd } from '../../domain/executions/processes.ts'
import type { EngineContext } from '../engine-context.ts'
import type { RunState } from '../perform/run-state.ts'

/** Writes `catalog.json` beside the manifest, without compiling again. */
export const CATALOG = ['docs', 'generate', '--no-compile']

/** Subcommands that move no data, although their results can say "success". */
const MOVES_NOTHING = new Set(['compile', 'docs', 'parse', 'test', 'source', 'show', 'list', 'ls', 'deps'])

/**
 * Records the lineage of a successful run of dbt: what was built, from which tables and columns. If the setting `catalog` is
 * on, first asks the database for the columns; a failure to read them fails nothing.
 */
export async function readLineage(
  context: Pick<EngineContext, 'dbt'>,
  { facts, log }: Pick<RunState, 'facts' | 'log'>,
  run: {
    request: DbtRequest
    target: string
    results: readonly DbtResult[]
    catalog: () => Promise<ProcessEnd>
  },
): Promise<void> {
  const { request, target, results } = run
  if (MOVES_NOTHING.has(request.command[0] ?? '')) return
  if (request.catalog && !exitedCleanly(await run.catalog()))
    log.system(
      'warning',
      'dbt could not read the columns of the database; the lineage uses those of the queries.',
    )
  const lineage = await context.dbt.lineage(target)
  if (lineage === undefined) return
  const built = new Set(results.filter(({ status }) => status === 'success').map(({ id }) => id))
  facts.transform = { kind: 'dbt', connection: request.connection.redacted, lineage, built }
}
