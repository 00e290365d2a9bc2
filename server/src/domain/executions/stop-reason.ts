/**
 * The reasons to stop an execution; the abort reason of its signal. `cut-off`: the database was away for so long that another
 * worker may take over.
 */
export type StopKind = 'cancel' | 'timeout' | 'silence' | 'shutdown' | 'lease-lost' | 'cut-off' | 'storage'

/** A time limit reads as TimeoutError, so that processes report `timed-out`. */
export class StopReason extends Error {
  override readonly name: string
  readonly kind: StopKind

  /** `detail` says what went wrong, where the kind alone does not. */
  constructor(kind: StopKind, detail?: string) {
    super(detail ?? `stopped: ${kind}`)
    this.kind = kind
    this.name = kind === 'timeout' || kind === 'silence' ? 'TimeoutError' : 'StopReason'
  }
}

/** The reason that a signal was aborted, undefined while it is not. */
export function stopKind(signal: AbortSignal): StopKind | undefined {
  if (!signal.aborted) return undefined
  return signal.reason instanceof StopReason ? signal.reason.kind : 'cancel'
}
