import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { RealServer } from '../support/real-server.ts'

const server = await RealServer.start({ byFlx: true })
afterAll(() => server[Symbol.asyncDispose]())
await server.post('/api/samples', {})
const ORDERS = 'Sample: orders to JSON Lines'
const file = (name: string) => join(server.folder, name)
const pipeline = (name: string, rest = '') =>
  `  - name: ${name}\n    extractor: tap-csv\n    loader: target-jsonl\n    isActive: false\n${rest}`

describe('signing in', () => {
  test('stores the token readable by its owner only', async () => {
    const env = { FLX_URL: '', FLX_TOKEN: '' }
    const run = server.spawn(['login', server.url, '--token-stdin'], env, `${server.token}\n`)
    expect(await run.ended).toBe(0)
    const stored = file('.config/flx/credentials.json')
    expect((await stat(stored)).mode & 0o777).toBe(0o600)
    expect((await server.flxWith(env, 'list')).code).toBe(0)
    await chmod(stored, 0o644)
    const doctor = await server.flxWith(env, 'doctor', '--json')
    expect(doctor.code).toBe(1)
    expect(JSON.parse(doctor.out)).toMatchObject({ ok: false })
    expect(doctor.out).toContain('Other users can read the API tokens')
    expect((await server.flxWith({ ...env, FLX_URL: server.url }, 'logout')).code).toBe(0)
    expect(await readFile(stored, 'utf8')).not.toContain(server.token)
  })

  test.each([
    [{ FLX_TOKEN: 'flx_wrong' }, 77, 'The API token is not valid.'],
    [{ FLX_TOKEN: '', FLX_CONFIG_DIR: '/nowhere' }, 77, 'The server requires you to sign in.'],
    [{ FLX_URL: 'http://127.0.0.1:1' }, 69, 'Cannot reach FLX Pipelines at http://127.0.0.1:1'],
    [{ FLX_URL: 'ftp://x' }, 64, '"ftp://x" is not a server address'],
  ])('with %j it exits with %i and a message', async (env, code, sentence) => {
    const run = await server.flxWith(env, 'list')
    expect(run.code).toBe(code)
    expect(run.err).toContain(sentence)
    expect(run.out).toBe('')
  })

  test('the process exits with that code, and prints messages on stderr only', async () => {
    const run = server.spawn(['list'], { FLX_TOKEN: 'flx_wrong' })
    expect(await run.ended).toBe(77)
    expect(run.err).toContain('The API token is not valid.')
    expect(run.out).toBe('')
  })

  test('with --json errors are JSON', async () => {
    const { code, err } = await server.flx('logs', 'nobody', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'not-found' } })
  })
})

describe('executing', () => {
  test('--follow prints the log, and the exit code reports the outcome', async () => {
    const { code, out, err } = await server.flx('execute', ORDERS, '--follow')
    expect(code).toBe(0)
    expect(out).toContain('orders: 2400 records written')
    expect(err).toMatch(/succeeded in .*: 2,400 records\./)
    expect((await server.flx('execute', 'Sample: failing load', '--wait')).code).toBe(1)
  })

  test('logs --json prints one object per line', async () => {
    const { out } = await server.flx('logs', ORDERS, '--json')
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number })
    expect(lines.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1))
  })

  test('Ctrl+C stops waiting, not the execution; with --cancel-on-interrupt it stops both', async () => {
    const run = server.spawn(['execute', 'Sample: slow load', '--follow'])
    await seen(run, 'started')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.err).toContain('The execution continues.')
    expect((await server.flx('cancel', 'Sample: slow load', '--wait')).code).toBe(0)
    const other = server.spawn(['execute', 'Sample: slow load', '-f', '--cancel-on-interrupt'])
    await seen(other, 'started')
    other.child.kill('SIGINT')
    expect(await other.ended).toBe(3)
  })

  test('a state can be read, set and reset', async () => {
    const { out } = await server.flx('state', 'get', ORDERS)
    expect(JSON.parse(out)).toHaveProperty('bookmarks.orders')
    await writeFile(file('state.json'), '{"bookmarks":{"orders":{"id":1}}}')
    expect((await server.flx('state', 'set', ORDERS, file('state.json'))).code).toBe(0)
    expect((await server.flx('state', 'get', ORDERS)).out).toBe('{"bookmarks":{"orders":{"id":1}}}\n')
    expect((await server.flx('state', 'reset', ORDERS)).code).toBe(0)
    expect((await server.flx('state', 'get', ORDERS)).err).toContain('has no state')
  })
})

describe('documents in git', () => {
  test('an export has no drift', async () => {
    expect((await server.flx('export', '-o', file('all.yaml'))).code).toBe(0)
    expect(await server.flx('plan', file('all.yaml'), '--delete')).toMatchObject({ code: 0 })
  })

  test('drift is shown as a diff across files, then applied and gone; deleting needs the flag', async () => {
    const folder = file('git')
    await mkdir(join(folder, 'more'), { recursive: true })
    await writeFile(
      join(folder, 'a.yaml'),
      `version: 1\npipelines:\n${pipeline('git a', '    tags: [git]\n')}`,
    )
    await writeFile(
      join(folder, 'more/b.yml'),
      `version: 1\npipelines:\n${pipeline('git b', '    after: git a\n    tags: [git]\n')}`,
    )
    const planned = await server.flx('plan', folder)
    expect(planned).toMatchObject({ code: 2, out: '+ git a\n+ git b\n' })
    expect((await server.flx('apply', folder)).code).toBe(0)
    expect((await server.flx('plan', folder)).code).toBe(0)

    await writeFile(
      join(folder, 'a.yaml'),
      `version: 1\npipelines:\n${pipeline('git a', '    tags: [git]\n    retryAttempts: 2\n')}`,
    )
    await writeFile(join(folder, 'more/b.yml'), 'version: 1\npipelines: []\n')
    const drift = await server.flx('plan', folder, '--delete', '--tag', 'git')
    expect(drift.code).toBe(2)
    expect(drift.out).toBe('~ git a\n    - retryAttempts: 0\n    + retryAttempts: 2\n- git b\n')
    expect((await server.flx('apply', folder)).code).toBe(0)
    const json = await server.flx('plan', folder, '--delete', '--tag', 'git', '--json')
    expect(JSON.parse(json.out)).toMatchObject({
      drift: true,
      applied: false,
      counts: { delete: 1, unchanged: 1 },
    })
    expect((await server.flx('apply', folder, '--delete', '--tag', 'git')).code).toBe(0)
    expect((await server.flx('list', '--tag', 'git')).out).not.toContain('git b')
  })

  test('templates are compared and applied with the pipelines that name them, from separate files', async () => {
    const folder = file('templates')
    await mkdir(folder)
    const template = (rate: number) =>
      `version: 1\ntemplates:\n- name: Shop\n  naming: 'shop {customer}'\n  parameters: [{ name: customer }]\n  body:\n    extractor: tap-csv\n    loader: target-jsonl\n    config: { tap-csv: { records_per_second: ${rate} } }\n`
    await writeFile(join(folder, 'template.yaml'), template(5))
    await writeFile(
      join(folder, 'shops.yaml'),
      'version: 1\npipelines:\n- template: { name: Shop, parameters: { customer: aurora } }\n',
    )
    expect(await server.flx('plan', folder)).toMatchObject({
      code: 2,
      out: '+ template Shop\n+ shop aurora\n',
    })
    expect((await server.flx('apply', folder)).err).toContain('1 template and 1 pipeline created')
    expect((await server.flx('plan', folder)).code).toBe(0)
    expect((await server.flx('list', '--templates', '--search', 'shop')).out).toMatch(
      /^Shop +tap-csv > target-jsonl +1 +1 +0/m,
    )
    await writeFile(join(folder, 'template.yaml'), template(6))
    expect((await server.flx('plan', folder)).out).toContain('~ template Shop')
    expect((await server.flx('export', 'shop aurora')).out).toContain('\ntemplates:\n- name: Shop\n')
  })

  test('an error in a document applies nothing', async () => {
    await writeFile(
      file('bad.yaml'),
      `version: 1\npipelines:\n${pipeline('fine')}${pipeline('broken', '    schedule: never\n')}`,
    )
    expect((await server.flx('plan', file('bad.yaml'))).code).toBe(1)
    expect((await server.flx('apply', file('bad.yaml'))).code).toBe(1)
    expect((await server.flx('list', '--search', 'fine')).err).toContain('No pipelines match.')
    await writeFile(file('not.yaml'), 'a: [')
    expect((await server.flx('plan', file('not.yaml'), file('bad.yaml'))).err).toContain(
      'not.yaml is not valid YAML',
    )
  })
})

test('doctor finds no fault with a healthy installation', async () => {
  const { code, out } = await server.flx('doctor', '--data', file('data'))
  expect(out).not.toContain('✗')
  expect(code).toBe(0)
})

test('a Meltano project can be imported and exported again', async () => {
  const folder = file('shop')
  await mkdir(folder, { recursive: true })
  const yaml = `version: 1
plugins:
  extractors:
    - name: tap-shop
      namespace: tap_shop
      pip_url: tap-shop
      settings: [{ name: api_key, sensitive: true }]
      config: { api_key: $SHOP_KEY }
  loaders:
    - name: target-shop
      namespace: target_shop
      pip_url: target-shop
jobs:
  - name: shop
    tasks: [tap-shop target-shop]
`
  await writeFile(join(folder, 'meltano.yml'), yaml)
  const looked = await server.flx('import', folder, '--dry-run')
  expect(looked.out).toContain('+ extractor tap-shop (meltano.yml:4)')
  expect(looked.err).toContain('SHOP_KEY')
  const key = { SHOP_KEY: 'the-key-of-the-shop' }
  const run = await server.flxWith(key, 'import', folder, '--variable', 'SHOP_KEY')
  expect(run.code).toBe(0)
  expect(run.out + run.err).not.toContain('the-key-of-the-shop')
  expect((await server.flx('import', folder)).err).not.toContain('created')
  expect((await server.flx('import', folder, '--variable', 'NO_SUCH_VARIABLE')).code).toBe(64)
  const out = file('exported')
  expect((await server.flx('export', 'shop', '--meltano', out)).code).toBe(0)
  expect(await readFile(join(out, 'meltano.yml'), 'utf8')).toContain('tap-shop')
  expect((await server.flx('export', 'shop', '--meltano', out)).err).toContain('already exists')
})

test('undo-import announces its changes, undoes the import, and keeps what has changed since', async () => {
  const folder = file('undone-project')
  await mkdir(folder)
  await writeFile(
    join(folder, 'meltano.yml'),
    `plugins:
  extractors:
  - {name: tap-undone, namespace: tap_undone, pip_url: tap-undone, capabilities: [catalog, discover, state]}
  loaders:
  - {name: target-undone, namespace: target_undone, pip_url: target-undone}
jobs:
- {name: undone, tasks: [tap-undone target-undone]}
- {name: kept, tasks: [tap-undone target-undone]}
`,
  )
  const unknown = await server.flx('undo-import', 'no-such-project')
  expect(unknown.code).toBe(1)
  expect(unknown.err).toContain('No project named no-such-project was imported.')

  expect((await server.flx('import', folder)).err).toContain('flx undo-import undone-project undoes it.')
  const names = async () =>
    (JSON.parse((await server.flx('list', '--json')).out) as { items: { name: string }[] }).items.map(
      ({ name }) => name,
    )
  expect(await names()).toEqual(expect.arrayContaining(['kept', 'undone']))
  const looked = await server.flx('undo-import', 'undone-project', '--dry-run')
  expect(looked.code).toBe(0)
  expect(looked.out).toContain('pipeline undone')
  expect(await names()).toContain('undone')

  const changed = file('kept.yaml')
  expect((await server.flx('export', 'kept', '--output', changed)).code).toBe(0)
  const yaml = await readFile(changed, 'utf8')
  await writeFile(changed, yaml.replace(/ description: .*/, ' description: by hand'))
  expect(await server.flx('apply', changed)).toMatchObject({ code: 0 })

  const run = await server.flx('undo-import', 'undone-project', '--json')
  expect(run.code).toBe(1)
  const { result } = JSON.parse(run.out) as { result: { items: { name: string; undone: boolean }[] } }
  expect(Object.fromEntries(result.items.map(({ name, undone }) => [name, undone]))).toMatchObject({
    undone: true,
    kept: false,
  })
  const left = await names()
  expect(left).toContain('kept')
  expect(left).not.toContain('undone')
})

test('doctor names what is not installed, and the command that installs it', async () => {
  const { code, out } = await server.flx('doctor', '--data', file('data'))
  expect(code).toBe(1)
  expect(out).toContain(
    '"tap-shop" is not installed, but used by 1 pipeline. Install it with flx install tap-shop.',
  )
})

test.each(['bash', 'zsh', 'fish'])('the %s completion knows every command', async (shell) => {
  const { out } = await server.flx('completion', shell)
  for (const word of ['execute', 'report', 'state', 'plan', 'full-refresh']) expect(out).toContain(word)
})

test('a completion is offered the names of pipelines', async () => {
  const run = server.spawn(['__names', 'pipelines'])
  expect(await run.ended).toBe(0)
  expect(run.out.split('\n')).toContain(ORDERS)
})

async function seen(
  run: { out: string; child: { stdout: NodeJS.ReadableStream | null } },
  text: string,
): Promise<void> {
  while (!run.out.includes(text)) await new Promise((resolve) => run.child.stdout?.once('data', resolve))
}
