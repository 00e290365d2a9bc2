import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { describe, expect, it, onTestFinished } from 'vitest'

import { createAlertSender } from '../../src/adapters/alerts/alert-sender.ts'
import { postJson } from '../../src/adapters/alerts/post-json.ts'
import { isPrivateAddress, type Resolve } from '../../src/adapters/alerts/public-address.ts'
import type { AlertMessage } from '../../src/domain/alerts/alert-store.ts'

const TLS = join(import.meta.dirname, '../fixtures/tls')
const MESSAGE: AlertMessage = {
  kind: 'opened',
  subject: 'Orders: nightly',
  text: 'The execution failed.',
  ruleName: 'nightly',
  pipeline: null,
  executionId: null,
  at: '2026-11-23T08:00:00.000Z',
}

/** Listens on a free port until the end of the test. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const ca = await readFile(join(TLS, 'certificate.pem'), 'utf8')
const key = await readFile(join(TLS, 'key.pem'), 'utf8')

describe('a mail', () => {
  async function mailServer(options: SMTPServerOptions) {
    const mails: { user: unknown; secure: boolean; body: string }[] = []
    const smtp = new SMTPServer({
      key,
      cert: ca,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right and proper' && username !== undefined
          ? done(null, { user: username })
          : done(new Error(`no such password: ${password ?? ''}`)),
      onData: (stream, { user, secure }, done) =>
        void text(stream)
          .then((body) => mails.push({ user, secure, body }))
          .finally(done),
      ...options,
    })
    await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise<void>((resolve) => smtp.close(resolve)))
    const { port } = smtp.server.address() as AddressInfo
    const settings = (password: string) => ({
      kind: 'email' as const,
      host: '127.0.0.1',
      port,
      secure: false,
      user: 'flx',
      password,
      from: 'flx@example.com',
      to: ['ops@example.com'],
    })
    return { mails, settings }
  }
  const sender = createAlertSender({ allowPrivate: true, ca })

  it('is sent over STARTTLS with user and password, and keeps its ID when it is sent again', async () => {
    const { mails, settings } = await mailServer({})
    for (let time = 0; time < 2; time++)
      await sender.send(settings('right and proper'), MESSAGE, 'delivery-7')
    expect(mails).toMatchObject([
      { user: 'flx', secure: true },
      { user: 'flx', secure: true },
    ])
    for (const { body } of mails) expect(body).toContain('Message-ID: <delivery-7@example.com>')
  })

  it('reports why it was refused, without the password that the server repeats', async () => {
    const { mails, settings } = await mailServer({})
    const refused = sender.send(settings('wrong but secret'), MESSAGE, 'x')
    await expect(refused).rejects.toThrow(/^127\.0\.0\.1 did not accept the e-mail: Invalid login.*\*\*\*/s)
    await expect(refused).rejects.not.toThrow('wrong but secret')
    expect(mails).toEqual([])
  })

  it('is not sent with a plain-text password, nor to a server with an untrusted certificate', async () => {
    const open = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    await expect(sender.send(open.settings('right and proper'), MESSAGE, 'x')).rejects.toThrow('STARTTLS')
    const { settings } = await mailServer({})
    const careful = createAlertSender({ allowPrivate: true })
    await expect(careful.send(settings('right and proper'), MESSAGE, 'x')).rejects.toThrow('self-signed')
    expect(open.mails).toEqual([])
  })
})

describe('a message from inside', () => {
  it('goes to public addresses only, however an address is written', () => {
    const hidden = ['0.0.0.0', '127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.100.100.200']
    hidden.push('169.254.169.254', '168.63.129.16', '224.0.0.1', '255.255.255.255', '192.0.0.192')
    hidden.push('::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', 'fd00:ec2::254')
    hidden.push('fe80::1', 'fec0::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', 'not an address')
    expect(hidden.filter((address) => !isPrivateAddress(address))).toEqual([])
    const open = ['1.1.1.1', '8.8.8.8', '2606:4700::1111', '::ffff:1.1.1.1']
    expect(open.filter(isPrivateAddress)).toEqual([])
  })

  it('reaches the checked address, even when the name resolves differently a moment later', async () => {
    let reached = 0
    const port = await listening(
      createServer((_request, response) => {
        reached += 1
        response.end()
      }),
    )
    const answers = [['203.0.113.7', '127.0.0.1'], ['127.0.0.1'], ['::ffff:127.0.0.1'], []]
    let asked = 0
    const resolve: Resolve = (_name, _options, callback) => {
      const addresses = answers[asked++ % answers.length] ?? []
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
    for (const _answer of answers) {
      const sent = postJson(`http://rebinding.example:${port}/`, '{}', { allowPrivate: false, resolve })
      await expect(sent).rejects.toThrow('is not a public address')
    }
    expect(asked).toBe(answers.length)
    for (const host of ['127.1', '0x7f000001', '017700000001', '[::]', '[::ffff:7f00:1]', '0', 'localhost']) {
      const sent = async () => postJson(`http://${host}:${port}/`, '{}', { allowPrivate: false })
      await expect(sent()).rejects.toThrow('is not a public address')
    }
    expect(reached).toBe(0)
  })

  it('follows no redirect, and hides a secret address when it is refused', async () => {
    let stolen = 0
    const target = await listening(createServer((_request, response) => void response.end(String(stolen++))))
    const port = await listening(
      createServer((request, response) => {
        const location = `http://127.0.0.1:${target}/latest/meta-data`
        response.writeHead(302, { location }).end(`${request.url} has moved`)
      }),
    )
    const sender = createAlertSender({ allowPrivate: true })
    const slack = { kind: 'slack' as const, url: `http://127.0.0.1:${port}/services/T0/very-secret` }
    const refused = sender.send(slack, MESSAGE, 'x')
    await expect(refused).rejects.toThrow(
      `127.0.0.1:${port} responded with status 302. Redirects are not followed. ***`,
    )
    await expect(refused).rejects.not.toThrow('very-secret')
    expect(stolen).toBe(0)
  })
})
