/**
 * Why an execution is stopped; the abort reason of its signal. `cut-off`: the database was unreachable for so long that another
 * worker could take over.
 */
export type StopKind = 'cancel' | 'timeout' | 'silence' | 'shutdown' | 'lease-lost' | 'cut-off' | 'storage'

/** An abort reason. For a time limit its name is TimeoutError, so that processes report `timed-out`. */
export class StopReason extends Error {
  override readonly name: string
  readonly kind: StopKind

  /** `detail` says what went wrong if the kind alone does not. */
  constructor(kind: StopKind, detail?: string) {
    super(detail ?? `stopped: ${kind}`)
    this.kind = kind
    this.name = kind === 'timeout' || kind === 'silence' ? 'TimeoutError' : 'StopReason'
  }
}

/** Returns why a signal was aborted, undefined if it was not. */
export function stopKind(signal: AbortSignal): StopKind | undefined {
  if (!signal.aborted) return undefined
  return signal.reason instanceof StopReason ? signal.reason.kind : 'cancel'
}
