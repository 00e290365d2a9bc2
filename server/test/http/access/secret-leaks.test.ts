import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { expect, it, onTestFinished } from 'vitest'

import { Client, subscribe } from '../../support/client.ts'
import { SYSTEM_ONLY } from '../../support/command-environment.ts'
import { startedFolder } from '../../support/data-folder.ts'
import { ServerProcess } from '../../support/server-process.ts'

const HOSTILE = fileURLToPath(new URL('../../fixtures/singer/tells-secrets.mjs', import.meta.url))

/** By the place where they are entered. */
const SECRETS = {
  plain: 'plain-setting-0815',
  setting: 'sé"cr/et+ 1%',
  pipeline: "pipe'l>ine ü?~ 2%",
  once: String.raw`on\ce"only & =3%`,
  reference: 'réf>er"ence/ 4%?',
  ofAddress: 'addr/ess"pw@ 9%',
  namedSecret: 'na"med+by/its ö 5%',
  environment: 'to"ken/of+env é 6%',
  partOfJson: 'part"of/a+service account é 10%',
  lineOfKey: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw+Leak/11',
  webhook: 'we"bhook/sé+cret 7%',
  mail: 'ma"il/wörd+ 8%',
}

/** The encodings of a value; in base64 only the part that belongs to it alone, whatever is beside it. */
function written(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const ascii = json.replace(/[^ -~]/g, (c) => String.raw`\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const twice = [json, ascii].map((form) => JSON.stringify(form).slice(1, -1))
  const urls = [
    encodeURIComponent(secret),
    encodeURI(secret),
    new URL(`http://h/?q=${secret}`).search.slice(3),
  ]
  const base64 = [secret, json, ascii].flatMap((form) =>
    [0, 1, 2].map((offset) => {
      const bytes = Buffer.from(form)
      const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
      return whole.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6))
    }),
  )
  const asForm = new URLSearchParams({ s: secret }).toString().slice(2)
  return [
    ...new Set([
      ...[
        secret,
        json,
        ascii,
        ...twice,
        ...urls,
        asForm,
        ...urls.map((url) => url.replace(/%../g, (code) => code.toLowerCase())),
      ],
      ...base64,
      ...base64.map((form) => form.replaceAll('+', '%2B').replaceAll('/', '%2F')),
      ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ]
}

const NEEDLES = [
  ...Object.entries(SECRETS).flatMap(([name, secret]) => written(secret).map((form) => ({ name, form }))),
  // The rest of a secret that was cut.
  { name: 'half of plain', form: SECRETS.plain.slice(0, 8) },
  { name: 'half of a line of a key', form: SECRETS.lineOfKey.slice(0, 20) },
]

/** The secrets found in a text. */
const leaks = (place: string, content: string | Buffer): string[] =>
  NEEDLES.filter(({ form }) => content.includes(form)).map(({ name, form }) => `${place}: ${name} as ${form}`)

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

/** Returns its port. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Has no TLS, so that no password may be sent; it would repeat one. */
function repeatingMailServer(): Server {
  return createSocketServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (line: Buffer) =>
      socket.write(
        line.toString().startsWith('EHLO')
          ? '250-mail\r\n250 AUTH PLAIN\r\n'
          : `535 Refused: ${line.toString().trim()}\r\n`,
      ),
    )
    socket.write('220 mail\r\n')
  })
}

it('no answer, event, log, command line or file contains a secret, whatever a connector prints', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-leaks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const webhook = await listening(
    createServer((request, response) => {
      void text(request).then(() => response.writeHead(500).end(written(SECRETS.webhook).join(' ')))
    }),
  )
  const mail = await listening(repeatingMailServer())

  const data = await startedFolder('flx-leaks-data-')
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const server = new ServerProcess({
    ...SYSTEM_ONLY,
    FLX_DATA_DIR: data,
    FLX_LOG_LEVEL: 'trace',
    FLX_HUB_URL: 'http://127.0.0.1:9',
    FLX_ALERT_PRIVATE_ADDRESSES: 'true',
    SOURCE_A: SECRETS.reference,
    SOURCE_PASSWORD: SECRETS.namedSecret,
  })
  onTestFinished(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  const admin = new Client(await server.ready())
  const account = { email: 'ada@example.com', password: 'correct horse battery' }
  await admin.post('/api/setup', { name: 'Ada', ...account })
  await admin.signIn(account.email, account.password)

  const answers: { place: string; text: string }[] = []
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await admin.send(method, path, body)
    answers.push({ place: `${method} ${path}`, text: answer.text })
    return answer
  }
  const command = [process.execPath, HOSTILE]
  const { body: tap } = await ask('POST', '/api/plugins', {
    name: 'tap-hostile',
    type: 'extractor',
    command,
    settingDefinitions: [{ name: 'noteIn' }, { name: 'account', sensitive: true }, { name: 'source' }],
    settings: { noteIn: folder, account: SECRETS.plain, api: { token: SECRETS.setting } },
    env: { API_TOKEN: SECRETS.environment },
  })
  await ask('POST', '/api/plugins', {
    name: 'target-hostile',
    type: 'loader',
    command: [...command, '--load'],
  })
  const dsn = `postgres://user:${encodeURIComponent(SECRETS.ofAddress)}@host/db`
  const { body: pipeline } = await ask('POST', '/api/pipelines', {
    name: 'Hostile',
    extractor: 'tap-hostile',
    loader: 'target-hostile',
    config: {
      'tap-hostile': {
        password: SECRETS.pipeline,
        access_key: '$SOURCE_A',
        source: '$SOURCE_PASSWORD',
        dsn,
        service_account_info: JSON.stringify({
          type: 'service_account',
          client_secret: SECRETS.partOfJson,
          private_key: `-----BEGIN PRIVATE KEY-----\n${SECRETS.lineOfKey}\n-----END PRIVATE KEY-----\n`,
        }),
      },
      'target-hostile': { password: SECRETS.pipeline },
    },
  })
  const email = {
    kind: 'email',
    host: '127.0.0.1',
    port: mail,
    user: 'u',
    from: 'a@b.example',
    to: ['c@d.example'],
  }
  const channels = [
    { kind: 'webhook', url: `http://127.0.0.1:${webhook}/hook`, secret: SECRETS.webhook },
    { ...email, password: SECRETS.mail },
  ]
  const channelIds: string[] = []
  for (const settings of channels) {
    const { body } = await ask('POST', '/api/alerts/channels', { name: settings.kind, settings })
    channelIds.push(body.id)
  }
  await ask('POST', '/api/alerts/rules', { name: 'Fails', condition: 'failure', channelIds })

  await using socket = await admin.connect()
  const events: string[] = []
  const ended = new Promise<string>((resolve) => {
    socket.onAny((...event: unknown[]) => void events.push(JSON.stringify(event)))
    socket.on('event', (event) => {
      if (event.type === 'execution.changed' && event.execution.status === 'failed')
        resolve(event.execution.id)
    })
  })
  for (const topic of ['executions', 'pipelines', 'plugins', 'alerts', `plugin:${tap.id}`])
    await subscribe(socket, topic)
  const once = { 'tap-hostile': { auth: { secret: SECRETS.once } } }
  const { body: execution } = await ask('POST', `/api/pipelines/${pipeline.id}/execute`, { config: once })
  for (const topic of [`execution:${execution.id}`, `log:${execution.id}`]) await subscribe(socket, topic)
  await ask('POST', `/api/plugins/${tap.id}/test`)
  await ask('POST', `/api/plugins/${tap.id}/describe`)
  await ask('POST', `/api/pipelines/${pipeline.id}/discover`)
  expect(await ended).toBe(execution.id)
  await expect
    .poll(async () => (await admin.get('/api/alerts/deliveries')).body.items.filter(isTried).length, {
      timeout: 8000,
    })
    .toBe(2)
  await ask('PATCH', `/api/pipelines/${pipeline.id}`, {
    version: 1,
    config: { 'tap-hostile': { password: SECRETS.plain } },
  })

  const ids: Record<string, string> = {
    pipelines: pipeline.id,
    executions: execution.id,
    plugins: tap.id,
    incidents: (await admin.get('/api/alerts/incidents')).body.items[0].id,
  }
  // A secret stays one when nothing marks it any longer.
  const { body: described } = await ask('GET', `/api/plugins/${tap.id}`)
  const undescribed = await ask('PATCH', `/api/plugins/${tap.id}`, {
    revision: described.revision,
    settingDefinitions: [],
  })
  expect(undescribed.status).toBe(200)
  const { body: document } = await ask('GET', '/api/openapi.json')
  const routes = Object.keys(document.paths).filter((path) => 'get' in document.paths[path])
  for (const route of routes.filter((path) => !path.includes('openid'))) {
    const kind = route.split('/').findLast((_part, index, parts) => parts[index + 1] === '{id}') ?? ''
    const path = route.replace('{id}', ids[kind] ?? execution.id)
    const queries = route.endsWith('/log') ? ['', '?search=refused'] : ['']
    if (!path.includes('{')) for (const query of queries) await ask('GET', path + query)
  }
  await ask('GET', `/api/executions/${execution.id}/compare?baseline=${execution.id}`)
  const { body: state } = await ask('GET', `/api/pipelines/${pipeline.id}/state`)
  expect(state.value).toMatchObject({ last: 'kept', bookmarks: { '***': { token: '***' } } })
  const { body: shown } = await ask('GET', `/api/executions/${execution.id}`)
  expect(shown.streams[0].stream).toBe('of ***')
  const log = answers.find(({ place }) => place.endsWith('/log/download'))?.text ?? ''
  expect(log).toContain('everything was told')
  expect(log.match(/\*\*\*/g)?.length).toBeGreaterThan(80)

  await socket[Symbol.asyncDispose]()
  // Before the server ends, so that the content of the WAL is checked too.
  const files = [...(await filesBelow(folder)), ...(await filesBelow(data))]
  expect(files.some((file) => file.endsWith('-wal'))).toBe(true)
  expect(files.filter((file) => file.includes('command-lines-')).length).toBeGreaterThan(0)
  const found = [
    ...answers.flatMap(({ place, text: content }) => leaks(place, content)),
    ...events.flatMap((event) => leaks(`event ${event.slice(0, 60)}`, event)),
    ...leaks('the log of the server', server.output),
  ]
  for (const file of files) found.push(...leaks(file, await readFile(file)))
  expect(found).toEqual([])
}, 120_000)

const isTried = ({ error }: { error: string | null }): boolean => error !== null
