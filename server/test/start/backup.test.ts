import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, it, onTestFinished } from 'vitest'

import { environmentOfCommand } from '../support/command-environment.ts'
import { startTestServer } from '../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stubs/stub-plugins.ts'

const PROGRAM = join(import.meta.dirname, '../../src/commands/backup.ts')

/** The command as a user runs it: its output, or why it failed. */
async function command(dataDir: string, ...args: string[]): Promise<{ code: number; said: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
      env: environmentOfCommand(dataDir),
    })
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, said: stderr }
  }
}

it('a backup of a running server restores its content, and nothing that came later', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-backup-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const file = join(dataDir, 'copies/monday.db')
  let kept = ''
  {
    await using server = await startTestServer({ dataDir })
    const editor = await server.as('editor')
    await registerStubPlugins(editor)
    const before = await createStubPipeline(editor, {
      config: { 'tap-stub': { 'auth.password': 'a secret value' } },
    })
    kept = before.name
    expect(await command(dataDir, 'backup', file)).toMatchObject({
      code: 0,
      said: expect.stringContaining(file),
    })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await createStubPipeline(editor)
    expect(await command(dataDir, 'backup', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('already exists'),
    })
    const refused = await command(dataDir, 'restore', file)
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('already uses the data folder') })
  }
  expect(await command(dataDir, 'restore', file)).toMatchObject({
    code: 0,
    said: expect.stringContaining('before-restore'),
  })
  expect((await stat(join(dataDir, 'flx.db'))).mode & 0o777).toBe(0o600)
  await using again = await startTestServer({ dataDir })
  const viewer = await again.as('viewer')
  const { body } = await viewer.get('/api/pipelines')
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual([kept])
  const stored = await again.running.context.pipelines.findByName(kept)
  expect(JSON.stringify(stored?.config)).toContain('a secret value')
})

it('a file that is not a backup is refused and changes nothing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-backup-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const file = join(dataDir, 'nonsense.db')
  await writeFile(file, 'this is no database')
  expect(await command(dataDir, 'restore', file)).toMatchObject({
    code: 1,
    said: expect.stringContaining('not an intact backup'),
  })
  expect(await command(dataDir, 'backup', join(dataDir, 'x.db'))).toMatchObject({
    code: 1,
    said: expect.stringContaining('No database'),
  })
  expect(await command(dataDir, 'backup')).toMatchObject({
    code: 1,
    said: expect.stringContaining('Usage'),
  })
  expect((await readdir(dataDir)).filter((name) => name.startsWith('flx.db'))).toEqual([])
})

/** Leaves the arguments that connectors get alone. */
const shell = (script: string) => ['sh', '-c', script, 'connector']

it('a backup taken during an execution ends it after the restore, and its pipeline continues', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-backup-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const file = join(dataDir, 'under-way.db')
  const env = { FLX_ROLES: 'web,scheduler,worker' }
  let executionId = ''
  let pipelineId = ''
  {
    await using server = await startTestServer({ dataDir, env })
    const editor = await server.as('editor')
    await registerStubPlugins(editor)
    await editor.post('/api/plugins', {
      name: 'tap-endless',
      type: 'extractor',
      command: shell('exec sleep 600'),
    })
    await editor.post('/api/plugins', { name: 'target-cat', type: 'loader', command: shell('exec cat') })
    const plugins = { extractor: 'tap-endless', loader: 'target-cat' }
    pipelineId = (await createStubPipeline(editor, plugins)).id
    executionId = (await editor.post(`/api/pipelines/${pipelineId}/execute`, {})).body.id
    await expect
      .poll(
        async () => {
          const { body } = await editor.get(`/api/executions/${executionId}`)
          expect(body.errorMessage).toBeNull()
          return body.steps.map(({ status }: { status: string }) => status)
        },
        { timeout: 10_000 },
      )
      .toContain('running')
    expect(await command(dataDir, 'backup', file)).toMatchObject({ code: 0 })
  }
  expect(await command(dataDir, 'restore', file)).toMatchObject({ code: 0 })
  await using again = await startTestServer({ dataDir, env })
  const operator = await again.as('operator')
  expect((await operator.get(`/api/executions/${executionId}`)).body).toMatchObject({
    status: 'failed',
    outcome: 'interrupted',
    finishedAt: expect.any(String),
  })
  const next = await operator.post(`/api/pipelines/${pipelineId}/execute`, {})
  expect(next.status).toBe(202)
  await operator.post(`/api/executions/${next.body.id}/cancel`, {})
  await operator.post(`/api/executions/${next.body.id}/cancel`, { force: true })
}, 90_000)
