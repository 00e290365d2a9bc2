import { createHmac } from 'node:crypto'

import type { ChannelSettings } from '@flx/shared/alert'

import type { AlertMessage, AlertSender } from '../../domain/alerts/alert-store.ts'
import { messageOf } from '../../domain/core/errors.ts'
import { createMasker, MASK } from '../../domain/settings/secrets/masker.ts'
import { postJson } from './post-json.ts'

type Settings<K extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: K }>

const SMTP_TIMEOUT_MS = 15_000

export interface SenderOptions {
  /**
   * Whether messages can be posted to addresses that are not public. Mail servers are not restricted: they are often in
   * a private network.
   */
  allowPrivate: boolean
  /** Certificate authorities that mail servers are verified against, in place of the well-known ones. */
  ca?: string
}

/**
 * Creates a sender for webhooks (signed), Slack-compatible addresses and e-mail. Its error messages never contain a
 * secret of the channel, even if the other side repeats it.
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
  // Also short secrets: a channel's error messages are brief, so masking too much does no harm.
  return secrets
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .reduce((shorter, secret) => shorter.replaceAll(secret, MASK), masked)
}

/**
 * Returns the secrets of a channel. A Slack address is secret as a whole, and the other side might repeat only its
 * path.
 */
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
 * Posts the message, signed with the channel's secret: `x-flx-signature: sha256=HMAC(timestamp + "." + body)`. The
 * delivery id is the same for every attempt, so that a receiver can recognise a repetition.
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

/** Escapes `&`, `<` and `>`, which Slack reads as markup. */
function slackText({ kind, subject, text }: AlertMessage): string {
  const escaped = (value: string) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const icon = { opened: ':red_circle:', recovered: ':large_green_circle:', test: ':white_circle:' }[kind]
  return `${icon} *${escaped(subject)}*\n${escaped(text)}`
}

/**
 * Sends an e-mail. A password is sent over an encrypted connection only. The message id is the same for every attempt.
 */
async function sendMail(
  settings: Settings<'email'>,
  { subject, text }: AlertMessage,
  deliveryId: string,
  ca: string | undefined,
): Promise<void> {
  const { host, port, secure, user, from, to } = settings
  // Loaded on demand: the module takes as much memory as an execution.
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
    throw new Error(`${host} did not accept the e-mail: ${messageOf(error)}`, { cause: error })
  } finally {
    transport.close()
  }
}

/** Narrows a value to text: the store returns secrets in clear, so a marker here is a bug. */
function plain(value: string | { $secret: true }): string {
  if (typeof value !== 'string') throw new Error('The channel has no stored secret. Enter it again.')
  return value
}
