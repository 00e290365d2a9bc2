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
  /** The paths of what was stored as a secret in `settings`. Null: not worked out yet. */
  secret_settings: JsonText | null
  env: SealedText
  python: string | null
  inherit_from: string | null
  max_concurrent: number | null
  bundled: Flag
  installed_at: Time | null
  install_status: string
  install_error: string | null
  /** Remedy of a failed installation. */
  install_remedy: JsonText | null
  newest_version: string | null
  revision: number
  created_at: Time
  updated_at: Time
  name_key: string
  search_text: string
}

export interface PluginTable extends PluginRow {
  /** The node that installs or removes it at this moment. */
  install_node: string | null
}

/** The packages of a plugin's environment. */
export interface PluginLockRow {
  plugin_id: string
  /** Hash of the pip URL and the Python that were asked for. */
  source: string
  python: string
  packages: JsonText
  changes: JsonText | null
  locked_at: Time
  /** What it was installed from; null in locks of earlier versions. */
  pip_url: string | null
  /** The Python that was asked for. */
  wanted_python: string | null
  executable: string | null
  platform: string | null
  /** Identifies the environment; null in locks of earlier versions. */
  fingerprint: string | null
  /** Whether workers are to have it: not after it was uninstalled. */
  wanted: Flag
}

/** What a worker has of a plugin. */
export interface PluginEnvironmentRow {
  node: string
  plugin_id: string
  fingerprint: string
  state: string
  error: string | null
  size_bytes: number | null
  changed_at: Time
}

/** A line of what a worker said while it built an environment: the last ones, until it went well. */
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
  /** The mark of the working folder of its connectors. */
  files: string
  seen_at: Time
}

/** What was installed before the last installation. */
export interface PluginRollbackRow {
  plugin_id: string
  version: string
  pip_url: string
  source: string
  python: string
  packages: JsonText
  locked_at: Time
}

/** When the newest version of a plugin was asked for last. */
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

/** An answer of the hub, kept for the next time and for times without network. */
export interface HubDocumentRow {
  url: string
  body: JsonText
  fetched_at: Time
}
