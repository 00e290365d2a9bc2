import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { TransformParts } from '@flx/shared/executions/transform-node'
import { onTestFinished } from 'vitest'

import { program, startEngine, type TestEngine } from './engine.ts'

export const SECRET = 'pass-{{word}}-4711'

export const ORDERS = { id: 'model.shop.orders', rows: 12, description: 'Orders of the shop.' }
export const UNIQUE = {
  id: 'test.shop.unique_orders.a1',
  tests: [ORDERS.id],
  message: `Got 2 results, configured to fail if != 0, as ${SECRET} says`,
}
export const REVENUE = { id: 'model.shop.revenue', rows: 3, needs: [ORDERS.id] }

/** A server with a tap, a target, and a dbt project with these nodes. */
export async function engineWith(stub: object, env: Record<string, string> = {}): Promise<TestEngine> {
  const engine = await startEngine({ env })
  onTestFinished(() => engine[Symbol.asyncDispose]())
  await engine.plugin({ name: 'tap', type: 'extractor', command: program('tap.mjs') })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
  await engine.plugin({
    name: 'dbt-postgres',
    type: 'transformer',
    mode: 'post-load',
    command: program('dbt.mjs'),
    capabilities: ['dbt'],
    settingDefinitions: [
      { name: 'password', kind: 'password' },
      { name: 'port', kind: 'integer' },
    ],
  })
  writeProject(join(engine.dataDir, 'files/shop'), stub)
  return engine
}

export function writeProject(folder: string, stub: object): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'dbt_project.yml'), 'name: shop\nprofile: warehouse\n')
  writeFileSync(join(folder, 'stub.json'), JSON.stringify(stub))
}

export const pipelineOf = (engine: TestEngine, settings: object = {}, transform = 'dbt-postgres:build') =>
  engine.pipeline({
    name: `dbt ${crypto.randomUUID()}`,
    transform,
    config: {
      'dbt-postgres': { project_dir: 'shop', host: 'db', port: '5432', password: SECRET, ...settings },
      target: { to: 'loaded.out' },
    },
  })

export const textOf = async (engine: TestEngine, id: string) =>
  (await engine.log(id)).map(({ text }) => text).join('\n')
export const nodesOf = (parts: TransformParts | undefined) =>
  parts?.nodes.map(({ name, kind, status, rows }) => [kind, name, status, rows])
