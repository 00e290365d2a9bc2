/** What one process of the fleet does for all of them; each has a leader of its own. */
export type LedWork = 'scheduler' | 'project'

/** A process that may lead. */
export interface Candidate {
  /** Differs from start to start. */
  processId: string
  /** The server's name, for people. */
  node: string
}

/**
 * Says which process leads, by the database's clock. Each change of leader is a new term: a leader that stood still
 * and wakes up holds a term that is over, and whatever it writes is refused (see `requireTerm`).
 */
export interface Leadership {
  /** Takes the lead for `ms`, where nobody has it. Gives the new term, or null while another process leads. */
  take(work: LedWork, candidate: Candidate, ms: number): Promise<number | null>
  /** Keeps it for `ms` more. False when the term is over. */
  renew(work: LedWork, term: number, ms: number): Promise<boolean>
  /** Gives it up at once, so that nobody has to wait for its end. */
  resign(work: LedWork, term: number): Promise<void>
}
