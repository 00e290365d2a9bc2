import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

import { stateBackendSchema } from '@flx/shared/projects/state-backend'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openStateBackend } from '../../src/adapters/projects/open-state-backend.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
import { reachesPyPI } from '../plugins/support/wheel.ts'
import { installMeltano } from './support/meltano.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1'
const ID = 'dev:tap-x-to-target-y'
const stateOf = (value: string) => `{"singer_state": {"bookmarks": {"a": {"id": ${value}}}}}`

describe.skipIf(!wanted || !reachesPyPI())(
  'states of the real Meltano, read and written back (npm run test:connectors, where PyPI can be reached)',
  { timeout: 300_000 },
  () => {
    let folder: string
    let program: string
    let endpoint: string
    let stop: () => void
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'flx-meltano-states-'))
      const venv = process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv')
      program = installMeltano(venv)
      execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', 'moto[server]', 'boto3'], { stdio: 'pipe' })
      const port = await freePort()
      endpoint = `http://127.0.0.1:${port}`
      const moto = spawn(join(venv, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
        stdio: 'ignore',
      })
      stop = () => moto.kill()
      await untilAnswered(endpoint)
      await fetch(`${endpoint}/states`, { method: 'PUT' })
    }, 600_000)
    afterAll(() => {
      stop()
      rmSync(folder, { recursive: true, force: true })
    })

    it.each([
      [
        'its system database',
        'systemdb',
        (cwd: string) => ({ kind: 'sqlite', path: join(cwd, '.meltano/meltano.db') }),
      ],
      ['a folder', 'file', (cwd: string) => ({ kind: 'folder', path: `file://${join(cwd, 'states')}` })],
      [
        'a bucket',
        's3',
        () => ({
          kind: 's3',
          bucket: 'states',
          prefix: 'team/one',
          endpoint,
          accessKeyId: 'key',
          secretAccessKey: 'secret',
        }),
      ],
    ])('in %s', async (_where, kind, backendIn) => {
      const cwd = join(folder, kind)
      mkdirSync(cwd)
      const uri = { systemdb: 'systemdb', file: `file://${join(cwd, 'states')}`, s3: 's3://states/team/one' }[
        kind
      ]
      writeFileSync(
        join(cwd, 'meltano.yml'),
        `default_environment: dev\nsend_anonymous_usage_stats: false\nenvironments: [{name: dev}]\nstate_backend: {uri: "${uri}", s3: {endpoint_url: "${endpoint}"}}\n`,
      )
      const { PATH = '' } = process.env
      const env = {
        PATH,
        HOME: folder,
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret',
        MELTANO_STATE_BACKEND_S3_AWS_ACCESS_KEY_ID: 'key',
        MELTANO_STATE_BACKEND_S3_AWS_SECRET_ACCESS_KEY: 'secret',
      }
      const meltano = async (...args: string[]) =>
        (await promisify(execFile)(program, args, { cwd, env })).stdout
      await meltano('state', 'set', '--force', ID, stateOf('9007199254740993'))

      await using states = await openStateBackend(stateBackendSchema.parse(backendIn(cwd)), systemClock)
      const [listed, ...others] = await states.list(10)
      expect(others).toEqual([])
      expect(listed).toMatchObject({ stateId: ID, isRunning: false })
      expect(listed?.text).toContain('9007199254740993')
      const next = `{"completed": ${stateOf('9007199254740995')}, "partial": {}}`
      expect(await states.write(ID, next, 'something else')).toBe('changed')
      expect(await states.write(ID, next, listed?.text ?? null)).toBe('written')
      expect(await states.write('dev:new-to-y', next, null)).toBe('written')
      expect(await meltano('state', 'get', ID)).toContain('9007199254740995')
      expect(await meltano('state', 'list')).toContain('dev:new-to-y')
    })

    it('a bucket with a wrong key reveals neither key nor content', async () => {
      const backend = {
        kind: 's3',
        bucket: 'no-such-bucket',
        endpoint,
        accessKeyId: 'key',
        secretAccessKey: 'letmein',
      }
      await using states = await openStateBackend(stateBackendSchema.parse(backend), systemClock)
      const failed: unknown = await states.list(10).catch((error: unknown) => error)
      expect(String(failed)).toMatch(/Meltano keeps no states there/)
      expect(String(failed)).not.toContain('letmein')
    })
  },
)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function untilAnswered(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await fetch(url).catch(() => undefined)) !== undefined) return
    await wait(100)
  }
  throw new Error(`${url} does not answer.`)
}
