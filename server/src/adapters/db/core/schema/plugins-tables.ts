import type { Flag, JsonText, SealedText, Time } from './column-types.ts'

export interface PluginRow {
  id: string
  name: string
  type: string
  variant: string
  version: string
  label: string
  description: string
  docs: string
  pip_url: string | null
  command: JsonText | null
  executable: string | null
  mode: string | null
  capabilities: JsonText
  setting_definitions: JsonText
  setting_groups: JsonText
  settings: SealedText
  /** The paths of the values stored as secrets in `settings`. Null = not computed yet. */
  secret_settings: JsonText | null
  env: SealedText
  python: string | null
  inherit_from: string | null
  max_concurrent: number | null
  bundled: Flag
  installed_at: Time | null
  install_status: string
  install_error: string | null
  /** How to remedy a failed installation. */
  install_remedy: JsonText | null
  newest_version: string | null
  revision: number
  created_at: Time
  updated_at: Time
  name_key: string
  search_text: string
}

export interface PluginTable extends PluginRow {
  /** The node that is installing or removing it at the moment. */
  install_node: string | null
}

/** The packages of a plugin's environment. */
export interface PluginLockRow {
  plugin_id: string
  /** Hash of the requested pip URL and Python. */
  source: string
  python: string
  packages: JsonText
  changes: JsonText | null
  locked_at: Time
  /** The pip URL it was installed from; null in locks of earlier versions. */
  pip_url: string | null
  /** The requested Python. */
  wanted_python: string | null
  executable: string | null
  platform: string | null
  /** Identifies the environment; null in locks of earlier versions. */
  fingerprint: string | null
  /** Whether workers should have it; no longer after it was uninstalled. */
  wanted: Flag
}

/** The environment of a plugin on a worker. */
export interface PluginEnvironmentRow {
  node: string
  plugin_id: string
  fingerprint: string
  state: string
  error: string | null
  size_bytes: number | null
  changed_at: Time
}

/** A line of output from building an environment on a worker. The last lines are kept until a build succeeds. */
export interface EnvironmentOutputRow {
  node: string
  plugin_id: string
  line: number
  at: Time
  text: string
}

/** The machine of a worker. */
export interface WorkerHostRow {
  node: string
  platform: string
  python: string
  /** Identifies the working folder of its connectors. */
  files: string
  seen_at: Time
}

/** The packages that were installed before the last installation. */
export interface PluginRollbackRow {
  plugin_id: string
  version: string
  pip_url: string
  source: string
  python: string
  packages: JsonText
  locked_at: Time
}

/** When the newest version of a plugin was last looked up. */
export interface PluginNewestRow {
  plugin_id: string
  asked_at: Time
}

export interface PluginOutputRow {
  plugin_id: string
  line: number
  at: Time
  text: string
}

/** A response of the hub, stored for reuse and for times without network. */
export interface HubDocumentRow {
  url: string
  body: JsonText
  fetched_at: Time
}
