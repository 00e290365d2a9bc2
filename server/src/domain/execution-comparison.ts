import type { Step } from '@flx/shared/execution'
import type { ExecutionComparison } from '@flx/shared/execution-comparison'
import type { Json, JsonObject } from '@flx/shared/json'

import { auditChanges } from './audit-changes.ts'
import type { ExecutionRecord } from './records.ts'

type Side = Pick<ExecutionRecord, 'steps' | 'streams' | 'resolvedConfig' | 'stateAfter'>
type Differences = Pick<ExecutionComparison, 'steps' | 'streams' | 'configuration' | 'state'>

/** How an execution differs from another one, `before`, of the same pipeline. */
export function compareExecutions(before: Side, after: Side): Differences {
  return {
    steps: steps(before.steps, after.steps),
    streams: streams(before, after),
    // Of an execution that ended before it had a configuration there is nothing to tell.
    configuration:
      before.resolvedConfig === null || after.resolvedConfig === null
        ? []
        : changes(before.resolvedConfig, after.resolvedConfig),
    state: stateChanges(before.stateAfter, after.stateAfter),
  }
}

/** Both documents are as the API shows them: secrets are markers. */
const changes = (before: JsonObject, after: JsonObject) =>
  auditChanges({ stored: before, shown: before }, { stored: after, shown: after })

/** The paths in which two bookmarks differ. */
export const stateChanges = (before: Json, after: Json) => changes(document(before), document(after))

/** A state is an object, or none. */
const document = (state: Json): JsonObject =>
  typeof state === 'object' && state !== null && !Array.isArray(state) ? state : {}

function steps(before: readonly Step[], after: readonly Step[]): Differences['steps'] {
  const pairs: Differences['steps'] = after.map((step) => ({
    kind: step.kind,
    before: compared(counterpart(step, before)),
    after: compared(step),
  }))
  const gone = before.filter((step) => counterpart(step, after) === undefined)
  return [...pairs, ...gone.map((step) => ({ kind: step.kind, before: compared(step), after: null }))]
}

/** The step that did the same: the only one of its kind, or of several mappers the one of that plugin. */
function counterpart(step: Step, others: readonly Step[]): Step | undefined {
  const same = others.filter(({ kind }) => kind === step.kind)
  return step.kind === 'map' ? same.find(({ plugin }) => plugin === step.plugin) : same[0]
}

const compared = (step: Step | undefined) =>
  step === undefined
    ? null
    : {
        plugin: step.plugin,
        variant: step.variant ?? '',
        version: step.version ?? '',
        seconds:
          step.startedAt === null || step.finishedAt === null
            ? null
            : (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000,
      }

function streams(before: Side, after: Side): Differences['streams'] {
  const names = new Set([...before.streams, ...after.streams].map(({ stream }) => stream))
  const recordsOf = ({ streams: counts }: Side, name: string) =>
    counts.find(({ stream }) => stream === name)?.records ?? null
  return [...names].map((stream) => ({
    stream,
    before: recordsOf(before, stream),
    after: recordsOf(after, stream),
  }))
}
