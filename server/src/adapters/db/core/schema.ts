import type { SavedViewRow, PasswordLinkRow, ApiTokenRow, AuditEntryRow } from './schema/access-tables.ts'
import type {
  AlertRuleRow,
  AlertChannelRow,
  AlertIncidentRow,
  AlertDeliveryRow,
  AcknowledgementRow,
  FailureCommentRow,
} from './schema/alerts-tables.ts'
import type { DashboardRow, DeletedDashboardRow } from './schema/dashboards-tables.ts'
import type {
  ExecutionRow,
  ExecutionNoteRow,
  PastNameRow,
  TransformPartRow,
  HoldRow,
  TickRow,
  LogChunkRow,
  LogGapRow,
  LogLevelCountRow,
} from './schema/executions-tables.ts'
import type {
  FailureCauseRow,
  FailureCausePipelineRow,
  FailureCauseDayRow,
  ServerStartRow,
} from './schema/failures-tables.ts'
import type {
  DatasetAliasRow,
  DatasetFlowRow,
  DatasetRow,
  ForeignJobRow,
  ForeignRunRow,
  OpenLineageEventRow,
  OpenLineageRow,
  OpenLineageRunRow,
  PipelineLineageRow,
} from './schema/lineage-tables.ts'
import type { NodeLabelRow, NodeRow } from './schema/nodes-tables.ts'
import type {
  EventRow,
  EventFollowerRow,
  LeaderRow,
  MetaRow,
  BulkRow,
  BulkItemRow,
  ErrandLabelRow,
  ErrandRow,
} from './schema/operations-tables.ts'
import type {
  ExecutionBucketTable,
  FleetRollupRow,
  ObjectiveCountRow,
  PipelineRollupRow,
} from './schema/figures-tables.ts'
import type {
  PipelineTable,
  PipelineLabelRow,
  PipelineTagRow,
  PipelinePluginRow,
  PipelineStateRow,
  PipelineCatalogRow,
  CatalogVersionRow,
  CatalogUseRow,
} from './schema/pipelines-tables.ts'
import type {
  PluginLockRow,
  PluginNewestRow,
  PluginRollbackRow,
  EnvironmentOutputRow,
  PluginOutputRow,
  HubDocumentRow,
  PluginEnvironmentRow,
  PluginTable,
  WorkerHostRow,
} from './schema/plugins-tables.ts'

import type {
  ProjectImportRow,
  ProjectOriginRow,
  ProjectRow,
  ProjectUndoRow,
} from './schema/projects-tables.ts'
import type { TemplateRow, TemplateVersionRow } from './schema/templates-tables.ts'

export type { SavedViewRow, ApiTokenRow, AuditEntryRow } from './schema/access-tables.ts'
export type {
  AlertRuleRow,
  AlertChannelRow,
  AlertIncidentRow,
  AlertDeliveryRow,
} from './schema/alerts-tables.ts'
export type { DashboardRow } from './schema/dashboards-tables.ts'
export type {
  ExecutionRow,
  ExecutionNoteRow,
  HoldRow,
  TickRow,
  LogChunkRow,
  LogGapRow,
} from './schema/executions-tables.ts'
export type { FailureCauseRow } from './schema/failures-tables.ts'
export type {
  DatasetFlowRow,
  DatasetRow,
  ForeignJobRow,
  ForeignRunRow,
  OpenLineageEventRow,
  OpenLineageRow,
} from './schema/lineage-tables.ts'
export type { ExecutionBucketRow } from './schema/figures-tables.ts'
export type { NodeRow } from './schema/nodes-tables.ts'
export type { BulkRow, BulkItemRow, ErrandRow } from './schema/operations-tables.ts'
export type {
  PipelineRow,
  PipelineStateRow,
  CatalogVersionRow,
  CatalogUseRow,
} from './schema/pipelines-tables.ts'
export type { PluginEnvironmentRow, PluginLockRow, PluginRow } from './schema/plugins-tables.ts'
export type { ProjectOriginRow, ProjectRow, ProjectUndoRow } from './schema/projects-tables.ts'
export type { TemplateRow, TemplateVersionRow } from './schema/templates-tables.ts'

/** All tables. The meaning of a column is documented at its table only. */
export interface Schema {
  pipeline: PipelineTable
  pipeline_plugin: PipelinePluginRow
  pipeline_tag: PipelineTagRow
  pipeline_label: PipelineLabelRow
  execution: ExecutionRow
  execution_note: ExecutionNoteRow
  past_name: PastNameRow
  event: EventRow
  event_follower: EventFollowerRow
  leader: LeaderRow
  log_chunk: LogChunkRow
  pipeline_state: PipelineStateRow
  plugin: PluginTable
  plugin_output: PluginOutputRow
  environment_output: EnvironmentOutputRow
  plugin_lock: PluginLockRow
  plugin_newest: PluginNewestRow
  plugin_environment: PluginEnvironmentRow
  worker_host: WorkerHostRow
  errand: ErrandRow
  errand_label: ErrandLabelRow
  plugin_rollback: PluginRollbackRow
  project: ProjectRow
  project_origin: ProjectOriginRow
  template: TemplateRow
  template_version: TemplateVersionRow
  project_import: ProjectImportRow
  project_undo: ProjectUndoRow
  server_start: ServerStartRow
  pipeline_catalog: PipelineCatalogRow
  catalog_version: CatalogVersionRow
  catalog_use: CatalogUseRow
  hub_document: HubDocumentRow
  execution_bucket: ExecutionBucketTable
  fleet_rollup: FleetRollupRow
  pipeline_rollup: PipelineRollupRow
  objective_count: ObjectiveCountRow
  bulk: BulkRow
  bulk_item: BulkItemRow
  saved_view: SavedViewRow
  dashboard: DashboardRow
  deleted_dashboard: DeletedDashboardRow
  meta: MetaRow
  api_token: ApiTokenRow
  password_link: PasswordLinkRow
  tick: TickRow
  hold: HoldRow
  alert_rule: AlertRuleRow
  alert_channel: AlertChannelRow
  alert_incident: AlertIncidentRow
  alert_delivery: AlertDeliveryRow
  audit_entry: AuditEntryRow
  acknowledgement: AcknowledgementRow
  failure_comment: FailureCommentRow
  failure_cause: FailureCauseRow
  failure_cause_pipeline: FailureCausePipelineRow
  failure_cause_day: FailureCauseDayRow
  log_gap: LogGapRow
  log_level_count: LogLevelCountRow
  transform_part: TransformPartRow
  dataset: DatasetRow
  dataset_flow: DatasetFlowRow
  pipeline_lineage: PipelineLineageRow
  open_lineage: OpenLineageRow
  open_lineage_event: OpenLineageEventRow
  open_lineage_run: OpenLineageRunRow
  foreign_job: ForeignJobRow
  foreign_run: ForeignRunRow
  dataset_alias: DatasetAliasRow
  node: NodeRow
  node_label: NodeLabelRow
}
