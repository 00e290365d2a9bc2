import type { Clock, SecretBox } from '../../domain/core/ports.ts'
import { LEASE_SECONDS } from '../../domain/executions/execution-store.ts'
import { createNewId } from '../system/system.ts'
import { catalogReader } from '../catalogs/catalog-reader.ts'
import { createAuditLog } from './access/audit-log.ts'
import { createBulkStore } from './bulk/bulk-store.ts'
import { createAlertStore } from './alerts/alert-store.ts'
import { createCatalogStore } from './pipelines/catalog-store.ts'
import { createEnvironmentStore } from './plugins/environment-store.ts'
import { createHubDocuments } from './plugins/hub-documents.ts'
import { createErrandStore } from './errands/errand-store.ts'
import { createEventLog } from './core/event-log.ts'
import { noteServerStart } from './operations/server-starts.ts'
import { createFailureStore } from './failures/failure-store.ts'
import { createFailureNoteStore } from './alerts/failure-notes.ts'
import { createExecutionNoteStore } from './executions/execution-notes.ts'
import { createExecutionStore } from './executions/execution-store.ts'
import { createReportStore } from './executions/report-store.ts'
import { createHoldStore } from './executions/queue/hold-store.ts'
import { createObjectiveStore } from './objectives/objective-store.ts'
import { createNodeStore } from './nodes/node-store.ts'
import { createForeignLineageStore } from './lineage/foreign-lineage-store.ts'
import { createLineageStore } from './lineage/lineage-store.ts'
import { createOpenLineageStore } from './lineage/open-lineage-store.ts'
import { createLogStore } from './logs/log-store.ts'
import type { Database } from './core/open-database.ts'
import { createPipelineStore } from './pipelines/pipeline-store.ts'
import { createPasswordLinks } from './access/password-links.ts'
import { createPluginStore } from './plugins/plugin-store.ts'
import { createProjectImports } from './projects/project-imports.ts'
import { createProjectStore } from './projects/project-store.ts'
import { createReader } from './core/reader.ts'
import { createRetentionStore } from './retention/retention-store.ts'
import { createSavedViewStore } from './access/saved-view-store.ts'
import { createScheduleStore } from './schedules/schedule-store.ts'
import { createTemplateStore } from './templates/template-store.ts'
import { createTokenStore } from './access/token-store.ts'
import { createTransformStore } from './executions/transform-store.ts'
import { createStateStore } from './executions/state-store.ts'
import { createStatisticsStore } from './figures/statistics-store.ts'
import { createDashboardStore } from './dashboards/dashboard-store.ts'
import { createUsualStore } from './figures/usual-store.ts'
import { createTimeline } from './access/timeline.ts'
import { createWriter, type AddJobs, type Fence } from './core/writer.ts'

/** Creates all stores on one database. They share one writer and therefore one event log. */
export function createStores(
  database: Database,
  {
    secretBox,
    clock,
    random = Math.random,
    leaseSeconds = LEASE_SECONDS,
    processId,
    node,
    patience,
    fence,
    addJobs,
    onStorageFailure = () => undefined,
  }: {
    secretBox: SecretBox
    clock: Clock
    /** From 0 to 1: spreads attempts that would come due together. */
    random?: () => number
    /** Seconds by which leases are renewed. */
    leaseSeconds?: number
    /** Distinguishes this process's notifications from those of others. */
    processId?: string
    /** The name of the server, if others share the database. */
    node?: string | undefined
    /** Until it is aborted, a transaction that fails because PostgreSQL is away is repeated once it is back. */
    patience?: AbortSignal
    /** For a leader: called at the start of each transaction, and refuses it once another server leads. */
    fence?: Fence
    /** Adds the jobs that follow from its events to a transaction. */
    addJobs?: AddJobs | undefined
    onStorageFailure?: (message: string) => void
  },
) {
  const writer = createWriter(database, {
    clock,
    onStorageFailure,
    patience,
    fence,
    addJobs,
    ...(processId === undefined ? {} : { processId }),
  })
  const reader = createReader(database)
  const newId = createNewId(clock)
  return {
    pipelines: createPipelineStore(writer, secretBox, clock),
    executions: createExecutionStore(writer, { reader, secretBox, newId, random, leaseSeconds }),
    states: createStateStore(writer, secretBox),
    objectives: createObjectiveStore(writer),
    usual: createUsualStore(writer),
    dashboards: createDashboardStore(writer),
    transforms: createTransformStore(writer, secretBox),
    lineage: createLineageStore(writer, newId),
    foreignLineage: createForeignLineageStore(writer, newId),
    openLineage: createOpenLineageStore(writer, secretBox, newId),
    plugins: createPluginStore(writer, secretBox, clock, node),
    environmentReports: createEnvironmentStore(writer),
    errandStore: createErrandStore(writer, secretBox),
    catalogs: createCatalogStore(writer, newId, catalogReader),
    hubDocuments: createHubDocuments(writer),
    logs: createLogStore(writer, reader),
    reports: createReportStore(writer, secretBox),
    events: createEventLog(writer),
    /** For when another process has written to the event log. */
    wakeFollowers: (types: string) => writer.wakeFollowers(types),
    statistics: createStatisticsStore(writer, reader),
    /** For queries that might take long. The caller closes it. */
    reader,
    bulks: createBulkStore(writer, secretBox),
    audit: createAuditLog(writer, reader),
    timeline: createTimeline(writer),
    views: createSavedViewStore(writer),
    alerts: createAlertStore(writer, secretBox),
    holds: createHoldStore(writer),
    nodes: createNodeStore(writer),
    failures: createFailureStore(writer, clock),
    /** Records that a server of this version starts. */
    noteStart: (version: string) => noteServerStart(writer, { id: newId(), at: clock.now(), version }),
    failureNotes: createFailureNoteStore(writer),
    executionNotes: createExecutionNoteStore(writer),
    schedules: createScheduleStore(writer, secretBox),
    templates: createTemplateStore(writer),
    tokens: createTokenStore(writer),
    retention: createRetentionStore(writer, reader, database),
    passwordLinks: createPasswordLinks(writer),
    projects: createProjectStore(writer, secretBox),
    projectImports: createProjectImports(writer, secretBox),
  }
}
export type Stores = ReturnType<typeof createStores>
