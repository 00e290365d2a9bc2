import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, it, onTestFinished } from 'vitest'

import { startLocalHub } from '../hub/support/local-hub.ts'
import { reachesPyPI } from '../plugins/support/wheel.ts'
import { startTestServer } from '../support/server.ts'
import { installMeltano } from './support/meltano.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1'

it.skipIf(!wanted || !reachesPyPI())(
  "the real Meltano adds a plugin of the hub and one of the team's from here (npm run test:connectors, where PyPI can be reached)",
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flx-served-hub-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv'))
    await using hub = await startLocalHub([
      {
        plugin_type: 'extractors',
        is_default: true,
        name: 'tap-shop',
        variant: 'acme',
        namespace: 'tap_shop',
        pip_url: 'tap-shop==1.0',
        executable: 'tap-shop-cli',
        settings: [{ name: 'account', kind: 'string' }],
      },
    ])
    await using server = await startTestServer({ env: { FLX_HUB_URL: hub.url } })
    const editor = await server.as('editor')
    await editor.post('/api/plugins', {
      name: 'tap-team',
      type: 'extractor',
      pipUrl: 'tap-team',
      capabilities: ['catalog', 'discover', 'state'],
      settingDefinitions: [{ name: 'token', kind: 'password', sensitive: true }],
    })
    const viewer = await server.as('viewer')
    const token = (await viewer.post('/api/tokens', { name: 'Meltano', role: 'viewer' })).body.value as string

    const cwd = join(folder, 'project')
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'meltano.yml'), 'default_environment: dev\nenvironments: [{name: dev}]\n')
    const { PATH = '' } = process.env
    const env = {
      PATH,
      // Meltano caches indexes for an hour.
      HOME: folder,
      MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
      MELTANO_HUB_API_ROOT: `${server.url}/api/meltano/hub`,
    }
    // Not synchronous: the server is in this process.
    const add = (name: string, more: Record<string, string>) =>
      promisify(execFile)(program, ['add', '--plugin-type=extractor', '--no-install', name], {
        cwd,
        env: { ...env, ...more },
      })
    const signedIn = { MELTANO_HUB_URL_AUTH: `Bearer ${token}` }
    await add('tap-team', signedIn)
    await add('tap-shop', signedIn)
    await expect(add('tap-shop', {})).rejects.toThrow(/requires authentication|Unauthorized/)

    const lock = (name: string) =>
      JSON.parse(readFileSync(join(cwd, 'plugins/extractors', `${name}.lock`), 'utf8'))
    expect(lock('tap-team--team')).toMatchObject({ namespace: 'tap_team', pip_url: 'tap-team' })
    expect(lock('tap-shop--acme')).toMatchObject({ executable: 'tap-shop-cli' })
    expect(readFileSync(join(cwd, 'meltano.yml'), 'utf8')).toContain('variant: team')
  },
)
