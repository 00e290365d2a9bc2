import type { AlertChannel, AlertChannelCreate, ChannelKind } from '@flx/shared/alert'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'

/** The values in the form of a channel. Stored secrets stay empty. */
export interface ChannelDraft {
  name: string
  kind: ChannelKind
  url: string
  secret: string
  host: string
  port: string
  secure: boolean
  user: string
  password: string
  from: string
  to: string
}

const EMPTY: ChannelDraft = {
  name: '',
  kind: 'webhook',
  url: '',
  secret: '',
  host: '',
  port: '587',
  secure: false,
  user: '',
  password: '',
  from: '',
  to: '',
}

const textOf = (value: string | { $secret: true }): string => (typeof value === 'string' ? value : '')

export function channelDraft(channel: AlertChannel | null): ChannelDraft {
  if (channel === null) return EMPTY
  const { name, settings } = channel
  switch (settings.kind) {
    case 'webhook':
      return { ...EMPTY, name, kind: 'webhook', url: textOf(settings.url), secret: textOf(settings.secret) }
    case 'slack':
      return { ...EMPTY, name, kind: 'slack', url: textOf(settings.url) }
    case 'email':
      return {
        ...EMPTY,
        name,
        kind: 'email',
        host: settings.host,
        port: settings.port.toString(),
        secure: settings.secure,
        user: settings.user,
        password: textOf(settings.password),
        from: settings.from,
        to: settings.to.join(', '),
      }
  }
}

/** Returns the fields of a stored channel whose secret is kept if the input is empty. */
export function storedSecrets(channel: AlertChannel | null): ReadonlySet<string> {
  if (channel === null) return new Set()
  return new Set(
    Object.entries(channel.settings).flatMap(([name, value]) => (isSecretMarker(value) ? [name] : [])),
  )
}

export function channelBody(draft: ChannelDraft, stored: ReadonlySet<string>): AlertChannelCreate {
  const secretValue = (field: string, value: string) =>
    value === '' && stored.has(field) ? { ...SECRET_MARKER } : value
  const { name } = draft
  switch (draft.kind) {
    case 'webhook':
      return {
        name,
        settings: {
          kind: 'webhook',
          url: secretValue('url', draft.url),
          secret: secretValue('secret', draft.secret),
        },
      }
    case 'slack':
      return { name, settings: { kind: 'slack', url: secretValue('url', draft.url) } }
    case 'email':
      return {
        name,
        settings: {
          kind: 'email',
          host: draft.host,
          port: Number(draft.port),
          secure: draft.secure,
          user: draft.user,
          password: secretValue('password', draft.password),
          from: draft.from,
          to: draft.to
            .split(/[,;\s]+/)
            .map((address) => address.trim())
            .filter((address) => address !== ''),
        },
      }
  }
}
