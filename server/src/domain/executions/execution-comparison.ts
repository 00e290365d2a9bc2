import type { Step } from '@flx/shared/executions/step'
import type { ExecutionComparison } from '@flx/shared/executions/execution-comparison'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { auditChanges } from '../access/audit-changes.ts'
import type { ExecutionRecord } from '../core/records.ts'

type Side = Pick<ExecutionRecord, 'startedAt' | 'steps' | 'streams' | 'resolvedConfig' | 'stateAfter'>
type Differences = Pick<ExecutionComparison, 'steps' | 'streams' | 'configuration' | 'state'>

/** Compares an execution with `before`, another one of the same pipeline. */
export function compareExecutions(before: Side, after: Side): Differences {
  return {
    steps: steps(before, after),
    streams: streams(before, after),
    // Nothing to compare if an execution ended before its configuration was resolved.
    configuration:
      before.resolvedConfig === null || after.resolvedConfig === null
        ? []
        : changes(before.resolvedConfig, after.resolvedConfig),
    state: stateChanges(before.stateAfter, after.stateAfter),
  }
}

/** Compares two documents as the API shows them, with markers for secrets. */
const changes = (before: JsonObject, after: JsonObject) =>
  auditChanges({ stored: before, shown: before }, { stored: after, shown: after })

/** Lists the paths in which two states differ. */
export const stateChanges = (before: Json, after: Json) => changes(document(before), document(after))

/** Returns the state as an object, empty if there is none. */
const document = (state: Json): JsonObject => (isJsonObject(state) ? state : {})

function steps(before: Side, after: Side): Differences['steps'] {
  const pairs: Differences['steps'] = after.steps.map((step) => ({
    kind: step.kind,
    before: compared(counterpart(step, before.steps), before),
    after: compared(step, after),
  }))
  const removed = before.steps.filter((step) => counterpart(step, after.steps) === undefined)
  return [
    ...pairs,
    ...removed.map((step) => ({ kind: step.kind, before: compared(step, before), after: null })),
  ]
}

/** Finds the matching step: the only one of its kind, or for mappers the one of the same plugin. */
function counterpart(step: Step, others: readonly Step[]): Step | undefined {
  const same = others.filter(({ kind }) => kind === step.kind)
  return step.kind === 'map' ? same.find(({ plugin }) => plugin === step.plugin) : same[0]
}

const compared = (step: Step | undefined, { startedAt }: Side) =>
  step === undefined
    ? null
    : {
        plugin: step.plugin,
        variant: step.variant ?? '',
        version: step.version ?? '',
        startsAfterSeconds: secondsBetween(startedAt, step.startedAt),
        seconds: secondsBetween(step.startedAt, step.finishedAt),
      }

const secondsBetween = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000

const byName = ({ streams: counts }: Side) => new Map(counts.map((count) => [count.stream, count]))

function streams(before: Side, after: Side): Differences['streams'] {
  const names = new Set([...before.streams, ...after.streams].map(({ stream }) => stream))
  const [previousCounts, currentCounts] = [byName(before), byName(after)]
  return [...names].map((stream) => {
    const [previous, current] = [previousCounts.get(stream), currentCounts.get(stream)]
    return {
      stream,
      before: previous?.records ?? null,
      after: current?.records ?? null,
      schemaChanged:
        previous?.schema === undefined || current?.schema === undefined
          ? null
          : previous.schema !== current.schema,
    }
  })
}
