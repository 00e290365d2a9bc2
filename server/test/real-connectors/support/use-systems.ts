import { join } from 'node:path'

import { afterAll, beforeAll } from 'vitest'

import { startEngine } from '../../engine/support/engine.ts'
import { reachesPyPI } from '../../plugins/support/wheel.ts'
import { connector } from '../connectors.ts'
import type { Systems } from './destinations.ts'
import { installConnector, type Installed } from './install.ts'
import { startMariaDb, withoutMariaDb, type MariaDb } from './mariadb.ts'
import { createDatabase, startLogicalPostgres, withoutLogicalReplication } from './postgres.ts'

/** Why these tests do not run here at all; null when they do. */
export function unwanted(): string | null {
  if (process.env['FLX_TEST_PYPI'] !== '1') return 'part of npm run test:connectors'
  return reachesPyPI() ? null : 'PyPI cannot be reached'
}

export interface UsedSystems {
  systems: Systems
  /** Why a test that needs this cannot run on this machine; null when it can. */
  whyNot(needs?: 'postgres-log' | 'mariadb'): string | null
  /** Installs a connector once; null for a bundled one. */
  install(id: string): Promise<Installed | null>
}

/** A server of the product with a PostgreSQL and, once requested, a MariaDB beside it, for one test file. */
export function useSystems(): UsedSystems {
  const open: AsyncDisposable[] = []
  const installed = new Map<string, Promise<Installed>>()
  let systems: Systems | undefined

  beforeAll(async () => {
    if (withoutLogicalReplication() !== null) return
    const engine = await startEngine()
    open.push(engine)
    for (const [name, type, file] of [
      ['recorder', 'transformer', 'recorder.mjs'],
      ['recorded', 'extractor', 'player.mjs'],
    ] as const) {
      await engine.plugin({
        ...{ name, type, ...(type === 'transformer' ? { mode: 'in-flight' } : {}) },
        command: [process.execPath, join(import.meta.dirname, file)],
      })
    }
    const cluster = await startLogicalPostgres()
    open.push({ [Symbol.asyncDispose]: () => cluster.stop() })
    const postgres = await createDatabase(cluster.url)
    open.push(postgres)
    let mariadb: Promise<MariaDb> | undefined
    systems = {
      ...{ engine, postgres },
      mariadb: () =>
        (mariadb ??= startMariaDb().then((db) => {
          open.push(db)
          return db
        })),
    }
  })
  afterAll(async () => {
    for (const one of open.toReversed()) await one[Symbol.asyncDispose]()
  })

  const get = (): Systems => {
    if (systems === undefined) throw new Error('The systems are not there.')
    return systems
  }
  return {
    get systems() {
      return get()
    },
    whyNot: (needs) => withoutLogicalReplication() ?? (needs === 'mariadb' ? withoutMariaDb() : null),
    install: async (id) => {
      const wanted = connector(id)
      if (wanted === null) return null
      const known = installed.get(id) ?? installConnector(get().engine, wanted)
      installed.set(id, known)
      return await known
    },
  }
}
