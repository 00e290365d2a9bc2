import type { Json } from '@flx/shared/json/json'

/** What a node that serves pages asks a worker to do, because it starts no connectors itself. */
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

/** Kinds that start no connector with settings: every worker does them, also one that is reserved. */
export const WITHOUT_SETTINGS: readonly ErrandKind[] = [
  'install',
  'upgrade',
  'roll-back',
  'mend',
  'pythons',
  'describe',
]

export interface Errand {
  id: string
  kind: ErrandKind
  /** Id of the plugin, pipeline or execution that it is about. */
  subject: string
  /** May hold settings that were not saved, with their secrets: it is sealed where it is stored. */
  request: Json
}

/** What decides which workers may take an errand. */
export interface ErrandNeeds {
  /** The pipeline whose settings it uses: its worker must have the labels that this requires. Null for none. */
  pipelineId: string | null
  /** Labels that its worker must have, too. Of a draft, which is not saved. */
  labels: readonly string[]
}

/** Of what belongs to no pipeline. */
export const NEEDS_NOTHING: ErrandNeeds = { pipelineId: null, labels: [] }

/** What keeps a worker from taking an errand. */
export interface Obstacle {
  worker: string
  /** Required labels that it does not have. */
  lacks: readonly string[]
  /** It takes only what belongs to pipelines that require labels. */
  isReserved: boolean
  /** It drains or shuts down. */
  isDraining: boolean
}

/** How an errand stands. */
interface ErrandStanding {
  status: 'pending' | 'running' | 'ended'
  /** The worker that took it. */
  node: string | null
  /** The time after which that worker counts as lost. */
  leaseExpiresAt: string | null
  /** Once it ended. */
  answer: Json
}

/** Errands between nodes. They are short, and gone when their answer was read. */
export interface ErrandStore {
  ask(errand: Errand, needs: ErrandNeeds, at: string): Promise<void>
  look(id: string): Promise<ErrandStanding | undefined>
  /** Nobody waits for it any more: one that was not taken is gone, its worker stops one that was. */
  cancel(id: string): Promise<void>
  remove(id: string): Promise<void>
  /**
   * Takes the oldest one that waits, was asked after a moment and fits the node: one that drains takes none, one without the
   * labels that it needs leaves it to others. Undefined when there is none.
   */
  claim(
    by: { node: string; token: string; leaseExpiresAt: string },
    askedAfter: string,
  ): Promise<Errand | undefined>
  /** Keeps a claimed one; says when nobody waits for it any more, or when it is no longer ours. */
  renew(id: string, token: string, leaseExpiresAt: string): Promise<'held' | 'cancelled' | 'lost'>
  /** Nothing when it is no longer ours. */
  finish(id: string, token: string, answer: Json): Promise<void>
  /** Whether a node may start connectors for this. */
  fits(node: string, needs: ErrandNeeds): Promise<boolean>
  /** All labels that are needed, in order. */
  labelsOf(needs: ErrandNeeds): Promise<string[]>
  /** What keeps each worker that is there from taking it; null when one may. */
  obstacles(kind: ErrandKind, needs: ErrandNeeds): Promise<Obstacle[] | null>
  /** Removes what was asked before a moment, and never read. */
  removeOld(before: string): Promise<void>
}

/** Wakes those who wait for errands or their answers, in every process. */
export interface ErrandSignal {
  wake(): void
  /** Returns the function that ends listening. */
  listen(listener: () => void): () => void
}
