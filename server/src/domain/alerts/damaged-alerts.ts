import type { ChannelSettings } from '@flx/shared/alert'

import type { AlertMessage } from './alert-store.ts'

/** Replaces channel settings that cannot be read: the host never exists (RFC 2606). */
export const DAMAGED_CHANNEL: ChannelSettings = {
  kind: 'webhook',
  url: 'https://set-this-channel-again.invalid/',
  secret: '',
}

/** Replaces a message that cannot be read. */
export const DAMAGED_MESSAGE: AlertMessage = {
  kind: 'test',
  subject: 'This message is damaged in the database',
  text: 'Its text could not be read.',
  ruleName: null,
  pipeline: null,
  executionId: null,
  at: new Date(0).toISOString(),
}
