/** Work that one process does for the whole fleet; each kind has its own leader. */
export type LedWork = 'scheduler' | 'project'

/** A process that can lead. */
export interface Candidate {
  /** Differs with every start. */
  processId: string
  /** The server's name, for display. */
  node: string
}

/**
 * Decides which process leads, by the database's clock. Each change of leader is a new term: a leader that was suspended and
 * wakes up holds an expired term, and all its writes are refused (see `requireTerm`).
 */
export interface Leadership {
  /** Takes the lead for `ms` if it is free. Returns the new term, or null while another process leads. */
  take(work: LedWork, candidate: Candidate, ms: number): Promise<number | null>
  /** Extends the lead by `ms`. False if the term is over. */
  renew(work: LedWork, term: number, ms: number): Promise<boolean>
  /** Gives up the lead at once, so that no process has to wait until it expires. */
  resign(work: LedWork, term: number): Promise<void>
}
