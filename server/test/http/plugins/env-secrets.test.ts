import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

const { editor, viewer, admin } = await serverForFile(['editor', 'viewer', 'admin'], { worker: true })

const VALUE = 'hunter-number-two'
const HIDDEN = '••••••••'

/** A program that prints its variables, and fails. */
const TELLS = ['-e', 'console.error(JSON.stringify(process.env)); process.exit(3)', '--']

let count = 0
async function registered(given: object): Promise<{ id: string; name: string; revision: number }> {
  const name = `tap-env-${(count += 1)}`
  const { status, body, text } = await editor.post('/api/plugins', {
    ...{ name, type: 'extractor', command: [process.execPath, ...TELLS] },
    ...given,
  })
  expect({ status, text }).toMatchObject({ status: 201 })
  return body
}

/** Variables that hold the value, and the other marks of a secret. */
const CASES: [what: string, env: Record<string, string>, given: object][] = [
  ['its own name', { SOME_TOKEN: VALUE }, {}],
  ['a name of a connection', { PGPASSWORD: VALUE, DATABASE_URL: `postgres://h/${VALUE}` }, {}],
  ['an address', { OPTIONS: `jdbc:sqlserver://h;user=sa;password=${VALUE};x=1` }, {}],
  ['a signature', { CONTAINER: `https://a.blob.example/c?sv=1&sig=${VALUE}` }, {}],
  ['an object in JSON', { OPTIONS: JSON.stringify({ password: VALUE }) }, {}],
  ['a header', { EXTRA: `Authorization: Bearer ${VALUE}` }, {}],
  [
    'the variable of a sensitive setting',
    { OUR_ACCOUNT: VALUE },
    { settingDefinitions: [{ name: 'account', sensitive: true, env: 'OUR_ACCOUNT' }] },
  ],
  [
    'the name that Meltano gives a sensitive setting',
    { MELTANO_EXTRACT_AUTH_ACCOUNT: VALUE },
    { settingDefinitions: [{ name: 'auth.account', kind: 'password' }] },
  ],
  ['a secret among the settings', { ARGUMENTS: `-x ${VALUE}` }, { settings: { password: VALUE } }],
]

/** Everything that users read about a plugin and the actions on it. */
async function told({ id }: { id: string }): Promise<string> {
  const answers = [
    await viewer.get(`/api/plugins/${id}`),
    await viewer.get('/api/plugins?limit=200'),
    await editor.get(`/api/plugins/${id}/output`),
    await admin.get('/api/audit?limit=200'),
  ]
  return answers.map(({ text }) => text).join('\n')
}

describe('a variable of a plugin that is a secret', () => {
  it.each(CASES)('by %s is never shown, and is kept', async (_what, env, given) => {
    const plugin = await registered({ env: { ...env, REGION: 'eu' }, ...given })
    expect(await told(plugin)).not.toContain(VALUE)
    const { body: shown } = await editor.get(`/api/plugins/${plugin.id}`)
    expect(shown.env['REGION']).toBe('eu')
    const changed = await editor.patch(`/api/plugins/${plugin.id}`, {
      revision: shown.revision,
      env: { ...shown.env, REGION: 'us' },
    })
    expect(changed.status).toBe(200)
    const { body: tested } = await editor.post(`/api/plugins/${plugin.id}/test`, {})
    expect(JSON.stringify(tested)).not.toContain(VALUE)
    expect(JSON.stringify(tested)).toContain('REGION')
    expect(await told(plugin)).not.toContain(VALUE)
  })

  it('stays one when nothing marks it any longer', async () => {
    const plugin = await registered({
      env: { OUR_ACCOUNT: VALUE },
      settingDefinitions: [{ name: 'account', sensitive: true, env: 'OUR_ACCOUNT' }],
    })
    const without = await editor.patch(`/api/plugins/${plugin.id}`, {
      revision: plugin.revision,
      settingDefinitions: [],
    })
    const again = await editor.patch(`/api/plugins/${plugin.id}`, {
      revision: without.body.revision,
      settings: { host: 'h' },
      env: { OUR_ACCOUNT: HIDDEN, ANOTHER: VALUE, REGION: 'eu' },
    })
    expect(again.body.env).toEqual({ OUR_ACCOUNT: HIDDEN, ANOTHER: HIDDEN, REGION: 'eu' })
    expect(await told(plugin)).not.toContain(VALUE)
    const replaced = await editor.patch(`/api/plugins/${plugin.id}`, {
      revision: again.body.revision,
      env: { OUR_ACCOUNT: 'public' },
    })
    expect(replaced.body.env).toEqual({ OUR_ACCOUNT: 'public' })
  })

  it('cannot be moved to another name unseen, or be one from the start', async () => {
    const plugin = await registered({ env: { SOME_TOKEN: VALUE } })
    const moved = await editor.patch(`/api/plugins/${plugin.id}`, {
      revision: plugin.revision,
      env: { OTHER: HIDDEN },
    })
    expect(moved.body).toMatchObject({ status: 422, errors: [{ path: 'env.OTHER' }] })
    const fresh = await editor.post('/api/plugins', {
      ...{ name: 'tap-env-fresh', type: 'extractor', command: ['tap'], env: { SOME_TOKEN: HIDDEN } },
    })
    expect(fresh.body).toMatchObject({ status: 422, errors: [{ path: 'env.SOME_TOKEN' }] })
  })
})
