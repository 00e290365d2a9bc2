import { createHmac } from 'node:crypto'

import type { ChannelSettings } from '@flx/shared/alert'

import type { AlertMessage, AlertSender } from '../../domain/alerts/alert-store.ts'
import { messageOf } from '../../domain/core/errors.ts'
import { createMasker, MASK } from '../../domain/settings/secrets/masker.ts'
import { postJson } from './post-json.ts'

type Settings<K extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: K }>

const SMTP_TIMEOUT_MS = 15_000

export interface SenderOptions {
  /** Whether addresses that are not public may be posted to. Mail servers are often within the own network: any may be used. */
  allowPrivate: boolean
  /** Certificates that mail servers are trusted by, instead of the known ones. */
  ca?: string
}

/**
 * Sends to webhooks (signed), Slack-compatible addresses and by e-mail. What a failure says never holds a secret of the
 * channel, even when the other side repeats it.
 */
export function createAlertSender(options: SenderOptions): AlertSender {
  return {
    async send(settings, message, deliveryId) {
      try {
        await sendTo(settings, message, deliveryId, options)
      } catch (error) {
        throw new Error(withoutSecrets(messageOf(error), settings), { cause: error })
      }
    },
  }
}

function sendTo(
  settings: ChannelSettings,
  message: AlertMessage,
  deliveryId: string,
  { allowPrivate, ca }: SenderOptions,
): Promise<void> {
  switch (settings.kind) {
    case 'webhook':
      return sendWebhook(settings, message, deliveryId, allowPrivate)
    case 'slack':
      return postJson(plain(settings.url), JSON.stringify({ text: slackText(message) }), { allowPrivate })
    case 'email':
      return sendMail(settings, message, deliveryId, ca)
  }
}

function withoutSecrets(text: string, settings: ChannelSettings): string {
  const secrets = secretsOf(settings)
  const masked = createMasker(secrets).line(text)
  // Short ones, too: a channel says little, and nothing that needs them.
  return secrets
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .reduce((shorter, secret) => shorter.replaceAll(secret, MASK), masked)
}

/** The address of Slack is one as a whole, of which the other side may repeat the path. */
function secretsOf(settings: ChannelSettings): string[] {
  switch (settings.kind) {
    case 'webhook':
      return [plain(settings.secret), new URL(plain(settings.url)).search.slice(1)].filter(
        (secret) => secret !== '',
      )
    case 'slack':
      return [plain(settings.url), new URL(plain(settings.url)).pathname].filter((path) => path.length > 1)
    case 'email':
      return [plain(settings.password)].filter((secret) => secret !== '')
  }
}

/**
 * The body is signed with the channel's secret: `x-flx-signature: sha256=HMAC(timestamp + "." + body)`. The id of the
 * delivery stays the same over its attempts, so that a receiver can tell a repetition.
 */
function sendWebhook(
  { url, secret }: Settings<'webhook'>,
  message: AlertMessage,
  deliveryId: string,
  allowPrivate: boolean,
): Promise<void> {
  const body = JSON.stringify({ id: deliveryId, ...message })
  const timestamp = Math.floor(Date.now() / 1000).toString()
  const key = plain(secret)
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return postJson(plain(url), body, {
    allowPrivate,
    headers: {
      'x-flx-delivery': deliveryId,
      'x-flx-timestamp': timestamp,
      ...(key === '' ? {} : { 'x-flx-signature': `sha256=${signature}` }),
    },
  })
}

/** Slack reads `&`, `<` and `>` as its markup. */
function slackText({ kind, subject, text }: AlertMessage): string {
  const escaped = (value: string) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const sign = { opened: ':red_circle:', recovered: ':large_green_circle:', test: ':white_circle:' }[kind]
  return `${sign} *${escaped(subject)}*\n${escaped(text)}`
}

/** A password goes over an encrypted connection or not at all. The id of the mail stays the same over its attempts. */
async function sendMail(
  settings: Settings<'email'>,
  { subject, text }: AlertMessage,
  deliveryId: string,
  ca: string | undefined,
): Promise<void> {
  const { host, port, secure, user, from, to } = settings
  // Only those who send mail pay for it: loaded, it takes as much memory as an execution.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host,
    port,
    secure,
    ...(user === '' ? {} : { auth: { user, pass: plain(settings.password) }, requireTLS: true }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from,
      to,
      subject: `[FLX Pipelines] ${subject}`,
      text,
      messageId: `<${deliveryId}@${from.split('@')[1] ?? 'flx'}>`,
    })
  } catch (error) {
    throw new Error(`${host} did not accept the mail: ${messageOf(error)}`, { cause: error })
  } finally {
    transport.close()
  }
}

/** The store hands out secrets in clear: a marker here is a mistake of ours. */
function plain(value: string | { $secret: true }): string {
  if (typeof value !== 'string') throw new Error('The channel has no stored secret. Enter it again.')
  return value
}
