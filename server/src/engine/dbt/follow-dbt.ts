import type { DbtResult, ManifestFacts } from '../../domain/dbt/dbt-artifacts.ts'
import { createDbtNodes, type DbtNodes } from '../../domain/dbt/dbt-nodes.ts'
import { messageOf } from '../../domain/core/errors.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { EngineContext } from '../engine-context.ts'

/** The interval at which changes are stored and emitted. */
const SAVE_MS = 1000

interface DbtFollower extends AsyncDisposable {
  nodes: DbtNodes
  /** Takes a line of dbt's log. Returns true if it has nothing worth showing. */
  read(line: string): boolean
  /** Applies the final results and stores them. */
  conclude(results: readonly DbtResult[]): Promise<void>
  facts(): ManifestFacts | undefined
}

/** Follows the models, tests and seeds of a running dbt, and stores their progress. */
export function followDbt(
  context: Pick<EngineContext, 'dbt' | 'transforms' | 'hints' | 'log'>,
  { lease, mask, target }: { lease: Lease; mask: (text: string) => string; target: string },
): DbtFollower {
  const nodes = createDbtNodes(mask)
  let facts: ManifestFacts | undefined
  let reading: Promise<void> | undefined
  let changed = false
  let saving: Promise<void> = Promise.resolve()

  /** Reads descriptions from the manifest, which dbt writes before it starts the first node. */
  const describe = async (): Promise<void> => {
    const manifest = await context.dbt.manifest(target)
    if (manifest === undefined) return
    facts = manifest
    nodes.describe(manifest)
    changed = true
  }
  const save = (): Promise<void> => {
    if (!changed) return saving
    changed = false
    const { executionId } = lease
    saving = saving
      .then(() => context.transforms.saveNodes(lease, nodes.parts()))
      .then(
        () => context.hints.publish({ type: 'transform.progress', executionId }),
        (error: unknown) => {
          changed = true
          context.log.warn({ executionId, error: messageOf(error) }, 'Could not store parts of a transform')
        },
      )
    return saving
  }
  const timer = setInterval(() => void save(), SAVE_MS)

  return {
    nodes,
    facts: () => facts,
    read(line) {
      const { blank, changed: hasProgress } = nodes.read(line)
      if (hasProgress) {
        changed = true
        reading ??= describe()
      }
      return blank
    },
    async conclude(results) {
      await (reading ?? describe())
      if (results.length > 0) nodes.conclude(results)
      nodes.close()
      changed = nodes.parts().nodes.length > 0
      await save()
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await reading
      await saving
    },
  }
}
