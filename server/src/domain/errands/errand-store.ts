import type { Json } from '@flx/shared/json/json'

/** Work that a server that only serves pages delegates to a worker, because it starts no connectors itself. */
export type ErrandKind =
  | 'install'
  | 'upgrade'
  | 'roll-back'
  | 'mend'
  | 'pythons'
  | 'test'
  | 'invoke'
  | 'describe'
  | 'discover'
  | 'preview'
  | 'loaded-rows'

/** Kinds that start no connector with settings: every worker does them, even a reserved one. */
export const WITHOUT_SETTINGS: readonly ErrandKind[] = [
  'install',
  'upgrade',
  'roll-back',
  'mend',
  'pythons',
  'describe',
]

/** Kinds that need a Python, or uv, on the worker. */
export const INSTALLING: readonly ErrandKind[] = ['install', 'upgrade', 'roll-back', 'mend']

export interface Errand {
  id: string
  kind: ErrandKind
  /** Id of the plugin, pipeline or execution concerned. */
  subject: string
  /** Can hold unsaved settings with their secrets, so it is stored sealed. */
  request: Json
}

/** Determines which workers can take an errand. */
export interface ErrandNeeds {
  /** The pipeline whose settings are used: its worker must have the labels that the pipeline requires. Null for none. */
  pipelineId: string | null
  /** Further labels that its worker must have: those of an unsaved draft. */
  labels: readonly string[]
}

/** For errands that belong to no pipeline. */
export const NO_REQUIREMENTS: ErrandNeeds = { pipelineId: null, labels: [] }

/** Why a worker cannot take an errand. */
export interface Obstacle {
  worker: string
  /** Required labels that it lacks. */
  lacks: readonly string[]
  /** It takes only work of pipelines that require labels. */
  isReserved: boolean
  /** It is draining or shutting down. */
  isDraining: boolean
}

/** The progress of an errand. */
interface ErrandStatus {
  status: 'pending' | 'running' | 'ended'
  /** The worker that claimed it. */
  node: string | null
  /** When that worker counts as lost. */
  leaseExpiresAt: string | null
  /** Set once it has ended. */
  answer: Json
}

/** Errands between nodes. They are short-lived and deleted once their answer was read. */
export interface ErrandStore {
  add(errand: Errand, needs: ErrandNeeds, at: string): Promise<void>
  find(id: string): Promise<ErrandStatus | undefined>
  /** Cancels an errand whose caller no longer waits: deletes it if it is unclaimed; otherwise its worker stops it. */
  cancel(id: string): Promise<void>
  remove(id: string): Promise<void>
  /**
   * Claims the oldest waiting errand that was requested after `requestedAfter` and fits the node. A draining node claims none;
   * an errand whose labels the node lacks is left to others. So are errands of the kinds in `exclusion`, if they were requested
   * later than the given moment. Undefined if there is none.
   */
  claim(
    claimant: { node: string; token: string; leaseExpiresAt: string },
    requestedAfter: string,
    exclusion?: { kinds: readonly ErrandKind[]; requestedAfter: string },
  ): Promise<Errand | undefined>
  /** Renews a claimed errand; `cancelled` if the caller no longer waits, `lost` if another node has it. */
  renew(id: string, token: string, leaseExpiresAt: string): Promise<'held' | 'cancelled' | 'lost'>
  /** Does nothing if the claim was lost. */
  finish(id: string, token: string, answer: Json): Promise<void>
  /** Whether a node is allowed to start connectors for this. */
  fits(node: string, needs: ErrandNeeds): Promise<boolean>
  /** Lists all labels that are needed, sorted. */
  labelsOf(needs: ErrandNeeds): Promise<string[]>
  /** Explains for each worker that is up why it cannot take the errand; null if one can. */
  obstacles(kind: ErrandKind, needs: ErrandNeeds): Promise<Obstacle[] | null>
  /** Removes errands that were requested before a moment and whose answer was never read. */
  removeOld(before: string): Promise<void>
}

/** Wakes all that wait for errands or answers, in every process. */
export interface ErrandSignal {
  wake(): void
  /** Returns the unsubscribe function. */
  listen(listener: () => void): () => void
}
