import { describe, expect, it } from 'vitest'

import { planImport } from '../../../src/domain/projects/import/plan-import.ts'
import { NOTHING, PROJECT, represent } from './support/sample-project.ts'

describe('a project in our terms', () => {
  const project = represent(PROJECT, {}, 'SHOP=berlin\nTAP_SHOP_API_KEY=s3cret-k3y\n')
  const plugin = (name: string) => project.plugins.find((one) => one.name === name)
  const pipeline = (name: string) => project.pipelines.find((one) => one.name === name)
  const other = (key: string) => project.others.find((one) => one.key === key)

  it('becomes one pipeline for a job with an extractor, a mapping, a loader and dbt', () => {
    expect(pipeline('orders')).toMatchObject({
      extractor: 'tap-shop',
      mappers: ['hide-pii'],
      loader: 'target-wh',
      transform: 'dbt-postgres:run',
      schedule: '@hourly',
      after: null,
      stateId: 'dev:tap-shop-to-target-wh',
      config: { 'tap-shop': { start_date: '2026-01-01' } },
    })
    expect(other('schedules/hourly/env/OTHER')?.outcome).toBe('left-out')
  })

  it('chains the pipelines of a job with several blocks, in order', () => {
    expect(pipeline('nightly: tap-shop to target-wh')).toMatchObject({ after: null })
    expect(pipeline('nightly: tap-shop--us to target-wh')).toMatchObject({
      after: 'nightly: tap-shop to target-wh',
      transform: 'dbt-postgres:build',
    })
    expect(other('jobs/nightly/2/superset:report')?.reason).toContain('Keep it in Meltano')
  })

  it('gives mappings and children the program of their parent', () => {
    expect(plugin('hide-pii')).toMatchObject({
      type: 'transformer',
      mode: 'in-flight',
      fields: { inheritFrom: 'map-it' },
      settings: { stream_maps: { users: { email: 'md5(email)' } } },
    })
    expect(plugin('tap-shop--us')).toMatchObject({
      fields: { inheritFrom: 'tap-shop' },
      settings: { start_date: '2025-01-01' },
    })
    expect(plugin('dbt-postgres')).toMatchObject({
      type: 'transformer',
      mode: 'post-load',
      fields: { executable: 'dbt', capabilities: ['dbt'] },
    })
  })

  it('keeps references, passes their values to the plugin, and treats values from .env as secrets', () => {
    const tap = plugin('tap-shop')
    expect(tap?.settings['url']).toBe('https://${REGION}.example.com/$SHOP')
    expect(tap?.env).toMatchObject({ REGION: 'eu', SHOP: 'berlin' })
    expect(tap?.settings['api_key']).toBe('s3cret-k3y')
    expect(tap?.settings['_select']).toEqual(['orders.*'])
    expect(tap?.secrets).toEqual(expect.arrayContaining([['api_key'], ['$env', 'SHOP']]))
    expect(tap?.secrets).not.toContainEqual(['$env', 'REGION'])
  })

  it('names the variables without a value', () => {
    const open = represent(PROJECT)
    expect(open.variables).toContainEqual({
      name: 'SHOP',
      place: null,
      from: null,
      usedBy: ['extractors/tap-shop'],
    })
    const filled = represent(PROJECT, { variables: { SHOP: 'x' } })
    expect(filled.variables.find(({ name }) => name === 'SHOP')?.from).toBe('given')
    const served = represent(PROJECT, { serverVariables: ['SHOP'] })
    expect(served.plugins.flatMap(({ missing }) => missing)).toEqual([])
    const plan = planImport(open, NOTHING)
    expect(plan.pipelines.find(({ wanted }) => wanted.name === 'orders')?.next.isActive).toBe(false)
  })

  it('leaves out what cannot be represented, with the reason and the line', () => {
    expect(other('jobs/models')).toMatchObject({ outcome: 'left-out', place: { file: 'meltano.yml' } })
    expect(other('extractors/tap-local')?.reason).toContain('path in the project')
    expect(other('jobs/local/0/tap-local target-wh')?.reason).toContain('needs tap-local')
    expect(other('schedules/again')?.reason).toContain('already has a schedule')
    expect(other('schedules/adhoc')?.reason).toContain('@once has no next run')
    expect(pipeline('old')).toMatchObject({
      schedule: '0 6 * * *',
      transform: 'dbt-postgres:run',
      stateId: 'old',
    })
  })

  it('finds programs of a project folder, and never outside of it', () => {
    const followed = represent(PROJECT, { folder: '/srv/project' })
    expect(followed.plugins.find(({ name }) => name === 'tap-local')?.fields.command).toEqual([
      '/srv/project/tap.sh',
    ])
    const outside = represent(PROJECT.replace('./tap.sh', '../../bin/sh'), { folder: '/srv/project' })
    expect(outside.plugins.some(({ name }) => name === 'tap-local')).toBe(false)
  })

  it('uses the settings of the chosen environment', () => {
    const prod = represent(PROJECT, { environment: 'prod' })
    expect(prod.plugins.find(({ name }) => name === 'target-wh')?.settings).toEqual({ batch_size: 5000 })
    expect(() => represent(PROJECT, { environment: 'other' })).toThrow('no environment of that name')
  })

  it('refuses variables that expand without limit', () => {
    const grow = JSON.stringify({ A: '$A'.repeat(4000) })
    const text = `
env: {A: '${'x'.repeat(1000)}'}
default_environment: e
plugins: {extractors: [{name: tap-a, namespace: a, pip_url: a, env: ${grow}}]}
environments: [{name: e, env: ${grow}}]`
    expect(() => represent(text)).toThrow('expand without limit')
  })
})
