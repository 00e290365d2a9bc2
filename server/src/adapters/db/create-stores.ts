import type { Clock, SecretBox } from '../../domain/ports.ts'
import { createNewId } from '../system.ts'
import { createAuditLog } from './audit-log.ts'
import { createBulkStore } from './bulk-store.ts'
import { createAlertStore } from './alert-store.ts'
import { createCatalogCache } from './catalog-cache.ts'
import { createHubDocuments } from './hub-documents.ts'
import { createEventLog } from './event-log.ts'
import { createFailureNoteStore } from './failure-notes.ts'
import { createExecutionStore } from './execution-store.ts'
import { createHoldStore } from './hold-store.ts'
import { createLogStore } from './log-store.ts'
import type { Database } from './open-database.ts'
import { createPipelineStore } from './pipeline-store.ts'
import { createPasswordLinks } from './password-links.ts'
import { createPluginStore } from './plugin-store.ts'
import { createReader } from './reader.ts'
import { createRetentionStore } from './retention-store.ts'
import { createSavedViewStore } from './saved-view-store.ts'
import { createScheduleStore } from './schedule-store.ts'
import { createTokenStore } from './token-store.ts'
import { createStateStore } from './state-store.ts'
import { createStatisticsStore } from './statistics-store.ts'
import { createTimeline } from './timeline.ts'
import { createWriter } from './writer.ts'

/** All stores on one database, sharing one writer and so one event log. */
export function createStores(
  database: Database,
  {
    secretBox,
    clock,
    onStorageFailure = () => undefined,
  }: { secretBox: SecretBox; clock: Clock; onStorageFailure?: (message: string) => void },
) {
  const writer = createWriter(database, { clock, onStorageFailure })
  const reader = createReader(database)
  return {
    pipelines: createPipelineStore(writer, secretBox),
    executions: createExecutionStore(writer, { reader, secretBox, newId: createNewId(clock) }),
    states: createStateStore(writer, secretBox),
    plugins: createPluginStore(writer, secretBox, clock),
    catalogs: createCatalogCache(writer),
    hubDocuments: createHubDocuments(writer),
    logs: createLogStore(writer, reader),
    events: createEventLog(writer),
    statistics: createStatisticsStore(writer, reader),
    /** For queries that may take long; to be closed. */
    reader,
    bulks: createBulkStore(writer),
    audit: createAuditLog(writer, reader),
    timeline: createTimeline(writer),
    views: createSavedViewStore(writer),
    alerts: createAlertStore(writer, secretBox),
    holds: createHoldStore(writer),
    failureNotes: createFailureNoteStore(writer),
    schedules: createScheduleStore(writer, secretBox),
    tokens: createTokenStore(writer),
    retention: createRetentionStore(writer, reader, database),
    passwordLinks: createPasswordLinks(writer),
  }
}
export type Stores = ReturnType<typeof createStores>
