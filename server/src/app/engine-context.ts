import type { References } from '../domain/config-resolution.ts'
import type { Log } from '../domain/log.ts'
import type { ExecutionStore, LogStore, StateStore } from '../domain/execution-store.ts'
import type { PipelineStore } from '../domain/pipeline-store.ts'
import type { CatalogCache, PluginInstaller, PluginStore } from '../domain/plugin-store.ts'
import type { Clock, HintBus, NewId } from '../domain/ports.ts'
import type { ExecutionFolders, ProcessStarter, SingerPipe } from '../domain/processes.ts'

/** What performing executions and installing plugins work with. */
export interface EngineContext {
  pipelines: PipelineStore
  executions: ExecutionStore
  states: StateStore
  plugins: PluginStore
  catalogs: CatalogCache
  logs: LogStore
  hints: HintBus
  pipe: SingerPipe
  starter: ProcessStarter
  folders: ExecutionFolders
  installer: PluginInstaller
  clock: Clock
  newId: NewId
  log: Log
  references: References
  /** The server's environment, already without our and npm's variables. */
  environment: Readonly<Record<string, string>>
  /** Working folder of connectors. */
  filesFolder: string
  /** Between SIGTERM and SIGKILL. */
  graceMs: number
  /** Stable hash of a text, for cache keys. */
  hash: (text: string) => string
}
