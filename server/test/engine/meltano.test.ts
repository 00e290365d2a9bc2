import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { SECRET_MARKER } from '@flx/shared/settings/secret'
import { expect, it, onTestFinished } from 'vitest'

import { isAlive } from '../process/support/pipe.ts'
import { startEngine, type TestEngine } from './support/engine.ts'
import { meltanoProject } from './support/meltano-project.ts'

async function engineWith(
  told: object,
  {
    graceMs = 5000,
    run = ['daily'],
    env = {},
    secretEnv = [],
    ...pipelineFields
  }: {
    graceMs?: number
    run?: string[]
    env?: Record<string, string>
    secretEnv?: string[]
    timeoutSeconds?: number
  } = {},
) {
  const engine = await startEngine({ graceMs, concurrency: 1, env: { TAP_TOKEN: 'hunter2-hunter2' } })
  onTestFinished(() => engine[Symbol.asyncDispose]())
  const { folder, runner } = await meltanoProject(told)
  const pipeline = await engine.pipeline({
    extractor: '',
    loader: '',
    runner: { ...runner, run, env: { ...runner.env, ...env }, secretEnv },
    ...pipelineFields,
  })
  return { engine, folder, pipeline }
}

const seenBy = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as {
    args: string[]
    env: Record<string, string>
  }

const linesOf = async (engine: TestEngine, id: string) =>
  (await engine.log(id)).map(({ source, level, text }) => `${source} ${level} ${text}`)

it('splits log, steps and reported records by plugin, and keeps the state that Meltano kept', async () => {
  const { engine, folder, pipeline } = await engineWith({
    state: '{"bookmarks": {"users": {"id": 12345678901234567890}}}',
  })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', errorMessage: null })
  expect(execution.steps.map(({ kind, plugin, status }) => [kind, plugin, status])).toEqual([
    ['command', 'meltano', 'success'],
    ['extract', 'tap-a', 'success'],
    ['load', 'target-b', 'success'],
    ['transform', 'util', 'success'],
  ])
  expect(execution.streams).toEqual([{ stream: 'users', records: 2, batches: 0, bytes: 0, written: 2 }])
  const lines = await linesOf(engine, execution.id)
  expect(lines).toContain('extractor warning token none')
  expect(lines).toContain('loader info target.b: Target loading')
  expect(lines).toContain('transform info util says go now')
  expect(lines).toContain('command info Run completed')
  const { text } = (await engine.context.states.bookmark(pipeline.id)) ?? { text: '' }
  expect(JSON.stringify(execution.stateAfter)).toContain('12345678901234567890')
  expect(text).toContain('12345678901234567890')
  expect(execution.stateConfirmedAt).not.toBeNull()
  const { args, env } = await seenBy(folder)
  expect(args).toEqual(['run', 'daily'])
  expect(env).toMatchObject({ MELTANO_CLI_LOG_FORMAT: 'json', MELTANO_RUN_ID: execution.id })
})

it("the next execution starts with Meltano's state; an unchanged state is no new version", async () => {
  const { engine, pipeline } = await engineWith({ state: '{"bookmarks": {"users": {"id": 7}}}' })
  await engine.perform(pipeline)
  const second = await engine.perform(pipeline, { fullRefresh: true })
  expect(second.stateBefore).toEqual({ bookmarks: { users: { id: 7 } } })
  expect(second.stateConfirmedAt).toBeNull()
  expect((await engine.context.states.current(pipeline.id))?.version).toBe(1)
})

it('invents no records if no plugin reports any, and has no state without an environment', async () => {
  const { engine, folder, pipeline } = await engineWith(
    { metrics: false, state: '{"bookmarks": {"users": {"id": 7}}}' },
    { run: ['tap-a', 'target-b', '--no-state-update', '--state-id-suffix=x'] },
  )
  const execution = await engine.perform(pipeline, { fullRefresh: true })
  expect(execution).toMatchObject({
    status: 'success',
    recordsProcessed: null,
    streams: [],
    stateConfirmedAt: null,
  })
  expect((await seenBy(folder)).args).toEqual([
    ...['run', '--full-refresh', 'tap-a', 'target-b', '--no-state-update', '--state-id-suffix=x'],
  ])
})

it('a plugin that fails is the cause, with its exit code and its message', async () => {
  const { engine, pipeline } = await engineWith({ fails: true, state: '{"bookmarks": {"users": {"id": 1}}}' })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({
    status: 'failed',
    outcome: 'errored',
    errorMessage: 'tap-a exited with code 3: ValueError: no such table',
    stateAfter: { bookmarks: { users: { id: 1 } } },
  })
  expect(execution.steps.map(({ status, exitCode }) => [status, exitCode])).toEqual([
    ['failed', 1],
    ['failed', 3],
    ['success', null],
    ['skipped', null],
  ])
})

it('a run that Meltano refuses says why', async () => {
  const { engine, pipeline } = await engineWith({ usage: true })
  expect((await engine.perform(pipeline)).errorMessage).toBe(
    'meltano exited with code 1: Block tap-zzz not found',
  )
})

it('masks the secrets among its variables, including those from a reference', async () => {
  const { engine, folder, pipeline } = await engineWith({}, { env: { TAP_A_PASSWORD: '${TAP_TOKEN}' } })
  const execution = await engine.perform(pipeline)
  const whole = JSON.stringify([execution, await engine.log(execution.id)])
  expect(whole).not.toContain('hunter2')
  const { env } = await seenBy(folder)
  expect(env['TAP_A_PASSWORD']).toBe('hunter2-hunter2')
  expect(env['TAP_TOKEN']).toBeUndefined()
})

it('masks values filled in at an import, whatever their names, and never makes them arguments', async () => {
  const env = { TAP_A_TOKEN: 'plain-looking $HOME'.replace('$', String.raw`\$`), REGION: 'ordinary-words' }
  const { engine, folder, pipeline } = await engineWith({}, { env, secretEnv: ['REGION'] })
  const execution = await engine.perform(pipeline)
  expect(JSON.stringify([execution, await engine.log(execution.id)])).not.toContain('ordinary-words')
  const seen = await seenBy(folder)
  expect(seen.env).toMatchObject({ REGION: 'ordinary-words', TAP_A_TOKEN: 'plain-looking $HOME' })
  expect(seen.args.join(' ')).not.toContain('ordinary-words')
})

it('reads the versions and settings that Meltano has installed, without secrets', async () => {
  const { engine, folder, pipeline } = await engineWith({})
  const text = await readFile(join(folder, 'meltano.yml'), 'utf8')
  await writeFile(
    join(folder, 'meltano.yml'),
    text
      .replace(
        '      executable: ./tap.sh\n',
        `      executable: ./tap.sh
      variant: acme
      pip_url: Tap.A[db]==1.0
      settings: [{name: size, kind: integer, value: 7}, {name: key, sensitive: true}]
      config: {region: eu, key: hunter2-hunter2, password: hunter3-hunter3, url: $TAP_URL, nested: {token: hunter4}}
`,
      )
      .replace(
        '  - name: dev\n',
        '  - name: dev\n    config: {plugins: {extractors: [{name: tap-a, config: {region: us}}]}}\n',
      ),
  )
  const install = async (plugin: string, name: string, points: string) => {
    const info = join(folder, '.meltano', plugin, 'venv/lib/python3.12/site-packages', name)
    await mkdir(info, { recursive: true })
    await writeFile(join(info, 'entry_points.txt'), points)
  }
  await install('extractors/tap-a', 'requests-9.9.dist-info', '')
  await install('extractors/tap-a', 'tap_a-1.2.3.dist-info', '')
  await install('loaders/target-b', 'other-5.0.dist-info', '[console_scripts]\nother = x:y\n')
  await install(
    'loaders/target-b',
    'meltanolabs_b-0.4.0.dist-info',
    '[console_scripts]\n./target.sh = b:main\n',
  )
  const execution = await engine.perform(pipeline)
  expect(execution.steps.map(({ plugin, variant, version }) => [plugin, variant, version])).toEqual([
    ['meltano', '', ''],
    ['tap-a', 'acme', '1.2.3'],
    ['target-b', '', '0.4.0'],
    ['util', '', ''],
  ])
  const secret = SECRET_MARKER
  expect(execution.resolvedConfig?.['meltano']?.['settings']).toEqual({
    'tap-a': { size: 7, region: 'us', key: secret, password: secret, url: secret, nested: { token: secret } },
    'target-b': {},
  })
  expect(JSON.stringify(execution)).not.toMatch(/hunter[234]/)
})

it.each([true, 'setsid'])(
  'a cancel ends Meltano and its child processes (%s), and the state it kept stays',
  async (hang) => {
    const { engine, pipeline } = await engineWith(
      { hang, ignore: true, state: '{"bookmarks": {"users": {"id": 3}}}' },
      { graceMs: 300 },
    )
    const id = await engine.execute(pipeline)
    await engine.logged(id, 'hanging')
    const child = Number(/child (\d+)/.exec((await linesOf(engine, id)).join('\n'))?.[1])
    await engine.context.executions.requestCancel(id, engine.context.clock.now().toISOString())
    engine.work.cancelRequested(id)
    const execution = await engine.ended(id)
    expect(execution).toMatchObject({ status: 'cancelled', stateAfter: { bookmarks: { users: { id: 3 } } } })
    expect(execution.steps.map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'skipped',
    ])
    expect(isAlive(child)).toBe(false)
  },
)

it('kill -9 of Meltano is a failure, and its child processes are ended', async () => {
  const { engine, pipeline } = await engineWith({ hang: true }, { graceMs: 300 })
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'hanging')
  const [, child = '', own = ''] = /child (\d+) of (\d+)/.exec((await linesOf(engine, id)).join('\n')) ?? []
  process.kill(Number(own), 'SIGKILL')
  const execution = await engine.ended(id)
  expect(execution.errorMessage).toContain('meltano was killed by SIGKILL')
  expect(isAlive(Number(child))).toBe(false)
})

it('is stopped at the time limit', async () => {
  const { engine, pipeline } = await engineWith({ hang: true }, { timeoutSeconds: 1 })
  expect(await engine.perform(pipeline)).toMatchObject({ status: 'failed', outcome: 'timed-out' })
})

it('names what is missing: the project, the program, a project that cannot be read', async () => {
  const { engine, folder, pipeline } = await engineWith({})
  const runner = pipeline.runner
  if (runner.kind !== 'meltano') throw new Error('no run')
  const without = await engine.pipeline({
    name: 'No program',
    extractor: '',
    loader: '',
    runner: { ...runner, executable: '/nowhere/meltano' },
  })
  expect((await engine.perform(without)).errorMessage).toBe(
    'The Meltano project cannot be executed: /nowhere/meltano is not a program that the server can start.',
  )
  await writeFile(join(folder, 'meltano.yml'), 'a: [')
  expect((await engine.perform(pipeline)).errorMessage).toContain('The Meltano project cannot be executed:')
})
