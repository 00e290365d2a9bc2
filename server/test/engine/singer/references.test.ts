import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { SECRET_MARKER } from '@flx/shared/settings/secret'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { program, startEngine, type TestEngine } from '../support/engine.ts'

const TOKEN = 'token-of-the-environment'
const REGION = 'region-of-the-environment'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({
    env: {
      SOURCE_TOKEN: TOKEN,
      SOURCE_REGION: REGION,
      SOURCE_PORT: '543210',
      FLX_ADMIN_EMAIL: 'ada@example.com',
      FLX_ADMIN_PASSWORD: 'password of the administrator',
    },
  })
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['discover', 'catalog', 'state'],
    settingDefinitions: [
      { name: 'port', kind: 'integer' },
      { name: 'options', kind: 'object' },
      { name: 'greeting', value: 'Hello $SOURCE_REGION' },
      { name: 'nothing', value: '$MELTANO_UNKNOWN' },
    ],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
})
afterAll(() => engine[Symbol.asyncDispose]())

const inFiles = (name: string): string => join(engine.dataDir, 'files', name)

describe('the value of a reference is a secret, whatever its setting is called', () => {
  it('in configuration, log and the variables of other plugins', async () => {
    writeFileSync(inFiles('host.txt'), 'host-of-the-file\n')
    const config = {
      noteTo: 'tap.note',
      host: 'file:host.txt',
      port: '$SOURCE_PORT',
      region: 'in ${SOURCE_REGION}, really',
      plain: 'costs 5$ or pa$WORD',
      escaped: String.raw`\$SOURCE_TOKEN`,
      list: ['a', '$SOURCE_TOKEN', { deep: ['x-$SOURCE_REGION'], open: 'shown' }],
      options: '{"user": "ada", "pass": "$SOURCE_TOKEN"}',
      log: [`INFO connects to host-of-the-file:543210 in ${REGION}`, `INFO with ${TOKEN}`],
    }
    const pipeline = await engine.pipeline({
      name: 'references',
      config: { tap: config, target: { noteTo: 'target.note' } },
    })
    const execution = await engine.perform(pipeline)
    expect(execution).toMatchObject({ status: 'success' })

    const [discovered] = readFileSync(inFiles('tap.note'), 'utf8').split('\n')
    const given = JSON.parse(discovered ?? '').config
    expect(given).toMatchObject({
      host: 'host-of-the-file',
      port: 543210,
      region: `in ${REGION}, really`,
      plain: 'costs 5$ or pa$WORD',
      escaped: '$SOURCE_TOKEN',
      list: ['a', TOKEN, { deep: [`x-${REGION}`], open: 'shown' }],
      options: { user: 'ada', pass: TOKEN },
      greeting: `Hello ${REGION}`,
    })
    expect(given).not.toHaveProperty('nothing')

    const shown = execution.resolvedConfig?.['tap']
    expect(shown).toMatchObject({
      host: SECRET_MARKER,
      port: SECRET_MARKER,
      region: SECRET_MARKER,
      plain: 'costs 5$ or pa$WORD',
      list: ['a', SECRET_MARKER, { deep: [SECRET_MARKER], open: 'shown' }],
      options: { user: 'ada', pass: SECRET_MARKER },
      greeting: SECRET_MARKER,
    })
    const log = (await engine.log(execution.id)).map(({ text }) => text).join('\n')
    expect(log).toContain('connects to ***:*** in ***')
    const { env } = JSON.parse(readFileSync(inFiles('target.note'), 'utf8').split('\n')[0] ?? '')
    expect(env).toMatchObject({ MELTANO_EXTRACT_PLAIN: 'costs 5$ or pa$WORD' })
    // Written literally above, not as a reference.
    const loader = JSON.stringify({ ...env, MELTANO_EXTRACT_LOG: '', TAP_LOG: '' })
    for (const secret of ['host-of-the-file', '543210', REGION, TOKEN]) {
      expect(JSON.stringify(execution)).not.toContain(secret)
      expect(log).not.toContain(secret)
      expect(loader).not.toContain(secret)
    }
  })

  it('and never gives access to what is the server’s own', async () => {
    for (const name of [
      'FLX_ADMIN_PASSWORD',
      'FLX_DATA_DIR',
      'npm_config_user_agent',
      'flx_admin_password',
    ]) {
      const pipeline = await engine.pipeline({
        name: `asks for ${name}`,
        config: { tap: { host: `\${${name}}` } },
      })
      const { status, errorMessage } = await engine.perform(pipeline)
      expect({ status, errorMessage }).toEqual({
        status: 'failed',
        errorMessage: expect.stringContaining(
          `the environment variable ${name}, which is not set on the server`,
        ),
      })
    }
  })

  it.each([
    ['options', '{"user": "ada", "password": "$TR0NG_SECRET"}', 'options.password'],
    ['accounts', [{ name: 'ada', password: '$TR0NG_SECRET' }], 'accounts.0.password'],
    ['headers', { Authorization: '${TR0NG_SECRET}' }, 'headers.Authorization'],
    ['servers', ['https://ada:${TR0NG_SECRET}@example.com'], 'servers.0'],
    ['credentials', ['$TR0NG_SECRET'], 'credentials.0'],
  ])('an error about a secret within %s names its place and no more', async (setting, value, place) => {
    const pipeline = await engine.pipeline({
      name: `within ${setting}`,
      config: { tap: { [setting]: value } },
    })
    const { errorMessage } = await engine.perform(pipeline)
    expect(errorMessage).toContain(`The setting ${place} of tap cannot be used`)
    expect(errorMessage).not.toContain('TR0NG')
  })

  it('an error about a secret setting does not repeat what could be the secret itself', async () => {
    const pipeline = await engine.pipeline({ name: 'strong', config: { tap: { password: '$TR0NG_SECRET' } } })
    const { errorMessage } = await engine.perform(pipeline)
    expect(errorMessage).toContain('The setting password of tap cannot be used')
    expect(errorMessage).not.toContain('TR0NG')
  })
})

describe('file:… reads regular files in the folder "files" and nothing else', () => {
  const trial = async (path: string) => {
    const pipeline = await engine.pipeline({
      name: `reads ${path}`,
      config: { tap: { host: `file:${path}` } },
    })
    const { status, errorMessage, resolvedConfig } = await engine.perform(pipeline)
    expect({ status, resolvedConfig }).toEqual({ status: 'failed', resolvedConfig: null })
    return errorMessage
  }
  const outside = expect.stringContaining('reads only files in the folder "files" of the data folder')

  it('not by ".." or an absolute path', async () => {
    mkdirSync(inFiles('a'))
    for (const path of [
      '../secret.key',
      '/proc/self/environ',
      '/etc/passwd',
      './../flx.db',
      'a/../../secret.key',
    ])
      expect(await trial(path)).toEqual(outside)
  })

  it('not through a link, whether of the file or of a folder', async () => {
    symlinkSync('../secret.key', inFiles('link'))
    symlinkSync('..', inFiles('up'))
    symlinkSync('/proc/self', inFiles('self'))
    for (const path of ['link', 'up/secret.key', 'self/environ', 'self/cwd/../secret.key'])
      expect(await trial(path)).toMatch(/reads only files in the folder "files"|no file/)
    linkSync(join(engine.dataDir, 'secret.key'), inFiles('hard'))
    expect(await trial('hard')).toContain('hard links')
  })

  it('no folder, no pipe, no device, nothing large', async () => {
    mkdirSync(inFiles('folder'))
    expect(await trial('folder')).toContain('does not refer to a regular file')
    execFileSync('mkfifo', [inFiles('pipe')])
    expect(await trial('pipe')).toContain('does not refer to a regular file')
    expect(await trial('/dev/zero')).toEqual(outside)
    writeFileSync(inFiles('large'), Buffer.alloc(1024 * 1024 + 1, 'x'))
    expect(await trial('large')).toContain('larger than 1 MiB')
    expect(await trial('missing')).toContain('no file "missing"')
    expect(await trial('.')).toEqual(outside)
  })

  it('links within the folder are followed', async () => {
    mkdirSync(inFiles('..data'), { recursive: true })
    writeFileSync(inFiles('..data/token'), 'token-behind-a-link')
    symlinkSync('..data/token', inFiles('token'))
    const pipeline = await engine.pipeline({ name: 'linked', config: { tap: { host: 'file:token' } } })
    const { status, resolvedConfig } = await engine.perform(pipeline)
    expect(status).toBe('success')
    expect(resolvedConfig?.['tap']).toMatchObject({ host: SECRET_MARKER })
  })
})
