/** Why a store refuses a write that a concurrent write made impossible. */
export type RefusalReason = 'name-taken' | 'archived' | 'unfinished' | 'stale' | 'missing'

/** Rolls back the transaction of a refused write. The use case turns it into a message. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal'
  readonly reason: RefusalReason
  /** The unfinished execution. */
  readonly execution: { id: string; status: string } | undefined

  constructor(
    reason: RefusalReason,
    { execution, cause }: { execution?: { id: string; status: string }; cause?: unknown } = {},
  ) {
    super(`Refused by the database: ${reason}.`, { cause })
    this.reason = reason
    this.execution = execution
  }
}

/** Runs a write and throws a refusal as the error that `errorFor` returns for it. */
export async function refusedAs<T>(
  write: () => Promise<T>,
  errorFor: (refusal: StoreRefusal) => Error | undefined,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw (error instanceof StoreRefusal ? errorFor(error) : undefined) ?? error
  }
}
