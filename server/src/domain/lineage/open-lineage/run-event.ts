import type { Dataset, Flow } from '@flx/shared/lineage/lineage'
import type { JsonObject } from '@flx/shared/json/json'
import type { ExecutionChange } from '@flx/shared/live/live'

import type { PipelineRecord } from '../../core/records.ts'
import { datasetsOf } from './event-datasets.ts'
import { createFacets, EVENT_SCHEMA, type FacetMaker } from './facets.ts'
import type { Moment } from './due-events.ts'

/** A run of another job: an execution, or a parent of executions. */
export interface RunReference {
  /** A UUID. */
  runId: string
  jobName: string
}

/** The facts about an execution from which an event is built. */
export interface RunFacts {
  namespace: string
  version: string
  execution: ExecutionChange
  /** Undefined if it no longer exists. */
  pipeline: Pick<PipelineRecord, 'description' | 'owner' | 'tags'> | undefined
  /** The flows of the pipeline and the datasets at both ends. */
  flows: readonly Flow[]
  datasets: readonly Dataset[]
  /** The scheduled time. */
  nominalTime: string | null
  /** The run that this execution belongs to, and the topmost run. */
  parent: { run: RunReference; root: RunReference } | null
  /** The name of the pipeline's template; null without one. */
  template: string | null
  /** Log lines that explain why it failed. */
  errorLines: readonly string[]
}

/** Builds the OpenLineage run event of a moment (openlineage.io/spec/2-0-2). */
export function runEvent(moment: Moment, facts: RunFacts): JsonObject {
  const { namespace, version, execution } = facts
  const facet = createFacets(producerOf(version))
  const { inputs, outputs } = datasetsOf(facts, moment.type, facet)
  return {
    eventType: moment.type,
    eventTime: moment.at,
    run: { runId: execution.id, facets: runFacets(moment, facts, facet) },
    job: { namespace, name: execution.pipelineName, facets: jobFacets(facts, facet) },
    inputs,
    outputs,
    producer: producerOf(version),
    schemaURL: EVENT_SCHEMA,
  }
}

/** Builds an event for testing a receiver. Its type neither starts nor ends a run. */
export function testEvent(
  { namespace, version }: Pick<RunFacts, 'namespace' | 'version'>,
  runId: string,
  at: string,
): JsonObject {
  return {
    eventType: 'OTHER',
    eventTime: at,
    run: { runId, facets: {} },
    job: { namespace, name: 'connection-test', facets: {} },
    inputs: [],
    outputs: [],
    producer: producerOf(version),
    schemaURL: EVENT_SCHEMA,
  }
}

const PRODUCER = 'urn:flx-pipelines:'
const producerOf = (version: string): string => `${PRODUCER}${version}`

/** Whether this installation sent the event; what it reports is already known here in more detail. */
export const isOwnEvent = (producer: string, namespace: string | undefined, ours: string): boolean =>
  producer.startsWith(PRODUCER) && namespace === ours

function runFacets(
  moment: Moment,
  { namespace, version, execution, nominalTime, parent, errorLines }: RunFacts,
  facet: FacetMaker,
): JsonObject {
  const reference = ({ runId, jobName }: RunReference): JsonObject => ({
    run: { runId },
    job: { namespace, name: jobName },
  })
  const { errorMessage } = execution
  return {
    processing_engine: facet('ProcessingEngineRunFacet', { version, name: 'FLX Pipelines' }),
    ...(nominalTime !== null && {
      nominalTime: facet('NominalTimeRunFacet', { nominalStartTime: nominalTime }),
    }),
    ...(parent !== null && {
      parent: facet('ParentRunFacet', { ...reference(parent.run), root: reference(parent.root) }),
    }),
    ...(moment.type === 'FAIL' && {
      errorMessage: facet('ErrorMessageRunFacet', {
        message: errorMessage ?? 'The execution failed.',
        programmingLanguage: 'Singer',
        ...(errorLines.length > 0 && { stackTrace: errorLines.join('\n') }),
      }),
    }),
  }
}

function jobFacets({ pipeline, template }: RunFacts, facet: FacetMaker): JsonObject {
  const { description = '', owner = '', tags = [] } = pipeline ?? {}
  const marks = [
    ...tags.map((tag) => ({ key: tag, value: 'true', source: 'USER' })),
    ...(template === null ? [] : [{ key: 'template', value: template, source: 'FLX_PIPELINES' }]),
  ]
  return {
    jobType: facet('JobTypeJobFacet', {
      processingType: 'BATCH',
      integration: 'FLX_PIPELINES',
      jobType: 'PIPELINE',
    }),
    ...(description !== '' && { documentation: facet('DocumentationJobFacet', { description }) }),
    ...(owner !== '' && { ownership: facet('OwnershipJobFacet', { owners: [{ name: owner }] }) }),
    ...(marks.length > 0 && { tags: facet('TagsJobFacet', { tags: marks }) }),
  }
}
