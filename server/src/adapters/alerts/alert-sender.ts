import { createHmac } from 'node:crypto'

import type { ChannelSettings } from '@flx/shared/alert'
import { createTransport } from 'nodemailer'

import type { AlertMessage, AlertSender } from '../../domain/alert-store.ts'
import { postJson } from './post-json.ts'

type Settings<K extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: K }>

const SMTP_TIMEOUT_MS = 15_000

/** Sends to webhooks (signed), Slack-compatible addresses and by e-mail. */
export function createAlertSender({ allowPrivate }: { allowPrivate: boolean }): AlertSender {
  return {
    send(settings, message, deliveryId) {
      switch (settings.kind) {
        case 'webhook':
          return sendWebhook(settings, message, deliveryId, allowPrivate)
        case 'slack':
          return postJson(plain(settings.url), JSON.stringify({ text: slackText(message) }), { allowPrivate })
        case 'email':
          return sendMail(settings, message)
      }
    },
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

async function sendMail(settings: Settings<'email'>, { subject, text }: AlertMessage): Promise<void> {
  const { host, port, secure, user, from, to } = settings
  const transport = createTransport({
    host,
    port,
    secure,
    ...(user === '' ? {} : { auth: { user, pass: plain(settings.password) } }),
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({ from, to, subject: `[FLX Pipelines] ${subject}`, text })
  } catch (error) {
    throw new Error(
      `${host} did not take the mail: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  } finally {
    transport.close()
  }
}

/** The store hands out secrets in clear: a marker here is a mistake of ours. */
function plain(value: string | { $secret: true }): string {
  if (typeof value !== 'string')
    throw new Error('The stored secret of the channel is missing: enter it again.')
  return value
}
