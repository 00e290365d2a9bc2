import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { oneOfEach } from '../support/sweep.ts'
import {
  engineWith,
  nodesOf,
  ORDERS,
  pipelineOf,
  REVENUE,
  SECRET,
  textOf,
  UNIQUE,
  writeProject,
} from './support/dbt-project.ts'

it('models and tests are parts of the step; the password is only in the environment', async () => {
  const engine = await engineWith({ nodes: [ORDERS, UNIQUE, REVENUE], note: '../note' })
  const pipeline = await pipelineOf(engine, { vars: { day: 1 } })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', errorMessage: null })
  const parts = await engine.context.transforms.parts(execution.id)
  expect(nodesOf(parts)).toEqual([
    ['model', 'orders', 'success', 12],
    ['test', 'unique_orders', 'success', 0],
    ['model', 'revenue', 'success', 3],
  ])
  expect(parts?.nodes[0]).toMatchObject({ description: 'Orders of the shop.', seconds: 0.5, message: null })
  expect(engine.hints).toContainEqual({ type: 'transform.progress', executionId: execution.id })
  expect(await textOf(engine, execution.id)).toContain('2 of 3 pass unique_orders')

  const note = JSON.parse(readFileSync(join(engine.dataDir, 'files/note'), 'utf8'))
  expect(note.args).toEqual(['--log-format', 'json', 'build', '--vars', '{"day":1}'])
  expect(note.profile).not.toContain('4711')
  expect(JSON.parse(note.profile)).toEqual({
    warehouse: {
      target: 'flx',
      outputs: {
        flx: {
          ...{ type: 'postgres', threads: 4, host: 'db', port: 5432 },
          password: "{{ env_var('DBT_ENV_SECRET_FLX_1') }}",
        },
      },
    },
  })
  expect(note.env).toMatchObject({ DBT_ENV_SECRET_FLX_1: SECRET, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' })
  expect(existsSync(note.env.DBT_PROFILES_DIR)).toBe(false)
})

it('a failed test is named; a retry builds failed models, what it covers, and what was skipped', async () => {
  const fails = { ...UNIQUE, fails: true, unless: '../fixed' }
  const customers = { id: 'model.shop.customers', rows: 5 }
  const engine = await engineWith({ nodes: [customers, ORDERS, fails, REVENUE] })
  const pipeline = await pipelineOf(engine)
  const first = await engine.perform(pipeline)
  expect(first.errorMessage).toBe(
    'dbt-postgres build: 1 of 4 failed (test unique_orders: Got 2 results, configured to fail if != 0, as *** says). 1 was skipped because of that',
  )
  expect(nodesOf(await engine.context.transforms.parts(first.id))).toContainEqual([
    'test',
    'unique_orders',
    'failed',
    2,
  ])
  expect(JSON.stringify(await engine.context.transforms.parts(first.id))).not.toContain('4711')

  writeFileSync(join(engine.dataDir, 'files/fixed'), '')
  const second = await engine.retry(pipeline, first, 'failed-models')
  expect(second).toMatchObject({ status: 'success', recordsProcessed: 0 })
  expect(nodesOf(await engine.context.transforms.parts(second.id))).toEqual([
    ['model', 'orders', 'success', 12],
    ['test', 'unique_orders', 'success', 0],
    ['model', 'revenue', 'success', 3],
  ])
  const log = await textOf(engine, second.id)
  expect(log).toContain(
    `Continuing from the results of execution ${first.id}: its 2 successful nodes are skipped`,
  )
})

it('a dbt that cannot start says why, and leaves nothing to continue from', async () => {
  const engine = await engineWith({ nodes: [], broken: true })
  const pipeline = await pipelineOf(engine)
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('code 2') })
  expect(await engine.context.transforms.results(execution.id)).toBeUndefined()
})

it('a cancel ends it and the models it had started', async () => {
  const engine = await engineWith({ nodes: [ORDERS, REVENUE], hang: REVENUE.id })
  const pipeline = await pipelineOf(engine)
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'START revenue')
  await engine.context.executions.requestCancel(id, engine.context.clock.now().toISOString())
  engine.work.cancelRequested(id)
  expect(await engine.ended(id)).toMatchObject({ status: 'cancelled' })
  expect(nodesOf(await engine.context.transforms.parts(id))).toEqual([
    ['model', 'orders', 'success', 12],
    ['model', 'revenue', 'cancelled', null],
  ])
})

it('installs missing packages, runs custom commands, and refuses what it cannot do', async () => {
  const engine = await engineWith({ nodes: [ORDERS], note: '../note' })
  writeFileSync(
    join(engine.dataDir, 'files/shop/packages.yml'),
    'packages:\n  - package: dbt-labs/dbt_utils\n',
  )
  const commands = { nightly: 'run --select tag:nightly' }
  const pipeline = await pipelineOf(engine, { _commands: commands }, 'dbt-postgres:nightly')
  const loaded = await engine.perform(pipeline, { fullRefresh: true })
  expect(loaded).toMatchObject({ status: 'success' })
  expect(await engine.perform(pipeline)).toMatchObject({ status: 'success' })
  const notes = readFileSync(join(engine.dataDir, 'files/note'), 'utf8').trimEnd().split('\n')
  expect(notes.map((line) => JSON.parse(line).args.slice(2).join(' '))).toEqual([
    'deps',
    'run --select tag:nightly --full-refresh',
    'run --select tag:nightly',
  ])

  symlinkSync('/etc', join(engine.dataDir, 'files/out'))
  const refusals: [Record<string, unknown>, string, string][] = [
    [{}, 'dbt-postgres:drop', 'it does not have a command "drop". It knows build, run, test'],
    [{ project_dir: '../..' }, 'dbt-postgres', 'leads out of the allowed folder'],
    [{ project_dir: 'out' }, 'dbt-postgres', 'leads out of the allowed folder'],
    [{ project_dir: 'nowhere' }, 'dbt-postgres', 'does not exist'],
    [{ git_url: '/etc' }, 'dbt-postgres', 'must start with https:// or ssh://'],
    [{ git_url: 'file:///etc' }, 'dbt-postgres', 'must start with https:// or ssh://'],
    [{ git_url: 'ext::sh -c id' }, 'dbt-postgres', 'must start with https:// or ssh://'],
    [
      { git_url: 'https://me:token@example.test/x.git' },
      'dbt-postgres',
      'must not contain a user or password',
    ],
    [
      { git_url: 'https://example.test/x.git', git_ref: '--upload-pack=id' },
      'dbt-postgres',
      'must be a branch',
    ],
    [{ vars: { api_token: 'abcdef' } }, 'dbt-postgres', 'holds a secret'],
  ]
  const cases = oneOfEach(refusals, ([settings, , why]) => `${String(settings['project_dir'])} ${why}`)
  for (const [settings, transform, why] of cases) {
    // Only the transform: what is before it would be the same each time.
    const pipeline = await pipelineOf(engine, settings, transform)
    const { errorMessage } = await engine.retry(pipeline, loaded, 'transform')
    expect(errorMessage).toContain(why)
  }
})

it('a project in git is fetched at its ref, and updated by the next execution', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-dbt-git-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main')
  const commit = (stub: object, tag: string) => {
    writeProject(join(folder, 'warehouse'), stub)
    git('add', '.')
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', 'commit', '--quiet', '-m', tag)
    git('tag', tag)
  }
  commit({ nodes: [ORDERS] }, 'v1')
  // Stands in for ssh: the command that the other machine would execute.
  const ssh = join(folder, 'ssh.sh')
  writeFileSync(ssh, '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n', { mode: 0o755 })
  const engine = await engineWith({ nodes: [] }, { GIT_SSH_COMMAND: ssh })
  const settings = { git_url: `ssh://git@example.test${folder}`, git_folder: 'warehouse' }
  const loaded = await engine.perform(await engine.pipeline({ name: 'Loaded' }))
  const namesOf = async (pipeline: Awaited<ReturnType<typeof pipelineOf>>) => {
    // Only the transform: what is before it would be the same each time.
    const { id, errorMessage } = await engine.retry(pipeline, loaded, 'transform')
    return errorMessage ?? nodesOf(await engine.context.transforms.parts(id))?.map(([, name]) => name)
  }
  const [followsMain, staysAtTag] = [
    await pipelineOf(engine, settings),
    await pipelineOf(engine, { ...settings, git_ref: 'v1' }),
  ]
  expect(await namesOf(followsMain)).toEqual(['orders'])
  commit({ nodes: [ORDERS, REVENUE] }, 'v2')
  expect(await namesOf(followsMain)).toEqual(['orders', 'revenue'])
  expect(await namesOf(staysAtTag)).toEqual(['orders'])
  const missing = await namesOf(await pipelineOf(engine, { ...settings, git_ref: 'v9' }))
  expect(missing).toContain("cannot be fetched: fatal: couldn't find remote ref v9")
})
