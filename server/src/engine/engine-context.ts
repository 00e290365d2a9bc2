import type { DbtProjects } from '../domain/dbt/dbt-projects.ts'
import type { CatalogReader } from '../domain/singer/catalog-reader.ts'
import type { CatalogStore } from '../domain/singer/catalog-store.ts'
import type { Log } from '../domain/core/log.ts'
import type { ExecutionStore, LogStore, StateStore } from '../domain/executions/execution-store.ts'
import type { PipelineStore } from '../domain/pipelines/pipeline-store.ts'
import type { WorkerEnvironments } from '../domain/plugins/environments.ts'
import type { PluginInstaller, PluginStore } from '../domain/plugins/plugin-store.ts'
import type { Clock, HintBus, NewId } from '../domain/core/ports.ts'
import type { ExecutionFolders, ProcessStarter, SingerPipe } from '../domain/executions/processes.ts'
import type { LineageStore } from '../domain/lineage/lineage-store.ts'
import type { MeltanoPrograms } from '../domain/projects/run/meltano-programs.ts'
import type { TransformStore } from '../domain/executions/transform-store.ts'
import type { References } from '../domain/settings/setting-references.ts'

/** Dependencies for performing executions and installing plugins. */
export interface EngineContext {
  pipelines: PipelineStore
  executions: ExecutionStore
  states: StateStore
  transforms: TransformStore
  lineage: LineageStore
  plugins: PluginStore
  catalogs: CatalogStore
  catalogReader: CatalogReader
  logs: LogStore
  hints: HintBus
  pipe: SingerPipe
  dbt: DbtProjects
  meltano: MeltanoPrograms
  starter: ProcessStarter
  folders: ExecutionFolders
  installer: PluginInstaller
  /** Builds environments that were installed on another server; null if one process does everything. */
  environments: Pick<WorkerEnvironments, 'ensure' | 'canAnotherWorkerBuild'> | null
  clock: Clock
  newId: NewId
  log: Log
  references: References
  /**
   * Returns the text of a catalogue or state in the connectors' folder, as named by the extra `by`. Rejects with a sentence.
   */
  readUserFile: (path: string, by: string) => Promise<string>
  /** The server's environment, already without our own and npm's variables. */
  environment: Readonly<Record<string, string>>
  /** The connectors' working folder. */
  filesFolder: string
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMs: number
  /** Seconds for which a worker holds an execution without renewing its lease. */
  leaseSeconds: number
  /** Returns a stable hash of a text, for cache keys. */
  hash: (text: string) => string
}
