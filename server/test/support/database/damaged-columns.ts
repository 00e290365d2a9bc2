/** Where damage can be, and the values that replace the content. */
export interface DamagedColumn {
  table: string
  column: string
  damages: string[]
}

const JSON_DAMAGE = ['{"cut off', '{"a":7}']
const SEALED_DAMAGE = ['not sealed', 'v1.AAAA.BBBB']
const PACKED_DAMAGE = ['not packed', 'AAAA']
const TEXT_DAMAGE = ['\u0001\u0002 nonsense']

/** Every column that is read as more than plain text: one table for every database under test. */
export const DAMAGED_COLUMNS: DamagedColumn[] = [
  ...columns('pipeline', JSON_DAMAGE, 'mappers', 'tags', 'retry_on', 'secret_settings', 'required_labels'),
  ...columns('pipeline', SEALED_DAMAGE, 'config'),
  ...columns('pipeline', TEXT_DAMAGE, 'schedule', 'timezone'),
  ...columns('plugin', JSON_DAMAGE, 'capabilities', 'setting_definitions', 'setting_groups'),
  ...columns('plugin', JSON_DAMAGE, 'secret_settings', 'command', 'install_remedy'),
  ...columns('plugin', SEALED_DAMAGE, 'settings', 'env'),
  ...columns('plugin_lock', JSON_DAMAGE, 'packages', 'changes'),
  ...columns('plugin_rollback', JSON_DAMAGE, 'packages'),
  ...columns('hub_document', JSON_DAMAGE.slice(0, 1), 'body'),
  ...columns('execution', JSON_DAMAGE, 'error_lines', 'steps', 'streams', 'resolved_config'),
  // Any JSON can be a state.
  ...columns('execution', JSON_DAMAGE.slice(0, 1), 'state_before', 'state_after'),
  ...columns('execution', SEALED_DAMAGE, 'options'),
  ...columns('transform_part', JSON_DAMAGE, 'nodes'),
  ...columns('transform_part', SEALED_DAMAGE, 'results'),
  ...columns('event', [...JSON_DAMAGE, '[]'], 'payload'),
  ...columns('log_chunk', [...TEXT_DAMAGE, '', 'a\tb\tc\td\n'], 'body'),
  ...columns('pipeline_state', JSON_DAMAGE.slice(0, 1), 'value'),
  ...columns('pipeline_state', SEALED_DAMAGE, 'sealed'),
  ...columns('pipeline_catalog', [...JSON_DAMAGE.slice(0, 1), '[]'], 'catalog'),
  ...columns('catalog_version', JSON_DAMAGE, 'change'),
  ...columns('catalog_version', PACKED_DAMAGE, 'content', 'summary'),
  ...columns('execution_bucket', JSON_DAMAGE, 'durations'),
  ...columns('fleet_rollup', JSON_DAMAGE, 'durations'),
  ...columns('meta', [...JSON_DAMAGE, '7'], 'value'),
  ...columns('api_token', TEXT_DAMAGE, 'role'),
  ...columns('alert_rule', JSON_DAMAGE, 'pipeline_ids', 'tags', 'channel_ids', 'burn_windows'),
  ...columns('alert_rule', TEXT_DAMAGE, 'condition'),
  ...columns('alert_channel', SEALED_DAMAGE, 'settings'),
  ...columns('alert_delivery', JSON_DAMAGE, 'message'),
  ...columns('audit_entry', JSON_DAMAGE, 'changes'),
  ...columns('pipeline', SEALED_DAMAGE, 'runner'),
  ...columns('pipeline', SEALED_DAMAGE, 'template_link'),
  ...columns('template_version', JSON_DAMAGE, 'content'),
  ...columns('project', SEALED_DAMAGE, 'salt'),
  ...columns('project', [...JSON_DAMAGE, '[]'], 'through_meltano'),
  ...columns('project_undo', SEALED_DAMAGE, 'item'),
  ...columns('open_lineage', SEALED_DAMAGE, 'settings'),
  ...columns('project_origin', [...JSON_DAMAGE.slice(0, 1), '[]'], 'claims'),
  ...columns('dataset', JSON_DAMAGE, 'columns'),
  ...columns('dataset_flow', JSON_DAMAGE, 'columns'),
  ...columns('foreign_run', JSON_DAMAGE, 'moved'),
  ...columns('dashboard', JSON_DAMAGE, 'widgets'),
  ...columns('deleted_dashboard', JSON_DAMAGE, 'widgets'),
  ...columns('node', JSON_DAMAGE, 'roles'),
  ...columns('errand', SEALED_DAMAGE, 'request', 'answer'),
  ...columns('saved_view', TEXT_DAMAGE, 'query', 'page'),
]

function columns(table: string, damages: string[], ...names: string[]): DamagedColumn[] {
  return names.map((column) => ({ table, column, damages }))
}

/** Rows of `meta` that are read as JSON. */
export const META_NAMES = ['retention', 'retention-last-pass', 'schedules-paused']
