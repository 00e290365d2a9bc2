import {
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type PostgresDialectConfig,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'

import { retry } from '../../../domain/core/retry.ts'
import { steadyClock } from '../../system/system.ts'
import { isUnreachable } from './storage-failure.ts'

const MAX_PAUSE_MS = 2000

/**
 * Creates a Kysely dialect that waits rather than fails: while PostgreSQL is away, new transactions and statements
 * outside of one wait until it is back, or `patience` is aborted. A transaction already running is rejected as usual.
 * `onWait` receives the reason.
 */
export function patientDialect(
  config: PostgresDialectConfig,
  { onWait, patience }: { onWait: (error: unknown) => void; patience: AbortSignal },
): Dialect {
  return {
    createDriver: () => new PatientDriver(new PostgresDriver(config), onWait, patience),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PatientDriver implements Driver {
  readonly #inner: PostgresDriver
  readonly #onWait: (error: unknown) => void
  readonly #patience: AbortSignal

  constructor(inner: PostgresDriver, onWait: (error: unknown) => void, patience: AbortSignal) {
    this.#patience = patience
    this.#inner = inner
    this.#onWait = onWait
  }

  init = () => this.#inner.init()

  async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await this.retryWhileAway(() => this.#inner.acquireConnection()), this)
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const patient = asPatient(connection)
    await patient.runReconnecting((inner) => this.#inner.beginTransaction(inner, settings))
    patient.inTransaction = true
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const patient = asPatient(connection)
    await this.#inner.commitTransaction(patient.inner)
    patient.inTransaction = false
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const patient = asPatient(connection)
    patient.inTransaction = false
    await this.#inner.rollbackTransaction(patient.inner as Released)
  }

  releaseConnection = (connection: DatabaseConnection) =>
    this.#inner.releaseConnection(asPatient(connection).inner as Released)

  /** Acquires a connection in place of a broken one. */
  async replace(broken: DatabaseConnection): Promise<DatabaseConnection> {
    await this.#inner.releaseConnection(broken as Released)
    return await this.retryWhileAway(() => this.#inner.acquireConnection())
  }

  retryWhileAway<T>(work: () => Promise<T>): Promise<T> {
    return retry(
      steadyClock,
      {
        shouldRetry: ({ error }) => isUnreachable(error),
        pauseMs: ({ attempt }) => Math.min(MAX_PAUSE_MS, 100 * 2 ** (attempt - 1)),
        onRetry: ({ error }) => this.#onWait(error),
        signal: this.#patience,
      },
      work,
    )
  }

  destroy = () => this.#inner.destroy()
}

type Released = Parameters<PostgresDriver['releaseConnection']>[0]

class PatientConnection implements DatabaseConnection {
  inner: DatabaseConnection
  inTransaction = false
  readonly #driver: PatientDriver

  constructor(inner: DatabaseConnection, driver: PatientDriver) {
    this.inner = inner
    this.#driver = driver
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction) return this.inner.executeQuery(query)
    return this.runReconnecting((inner) => inner.executeQuery<R>(query))
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize)
  }

  /** Runs `work`, and again on another connection if this one turns out to be broken. */
  runReconnecting<T>(work: (inner: DatabaseConnection) => Promise<T>): Promise<T> {
    let broken = false
    return this.#driver.retryWhileAway(async () => {
      if (broken) this.inner = await this.#driver.replace(this.inner)
      broken = false
      try {
        return await work(this.inner)
      } catch (error) {
        broken = isUnreachable(error)
        throw error
      }
    })
  }
}

function asPatient(connection: DatabaseConnection): PatientConnection {
  if (connection instanceof PatientConnection) return connection
  throw new Error('The connection comes from another driver.')
}
