import type { ChannelSettings } from '@flx/shared/alert'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'

/**
 * Returns the names of the fields that hold secrets. A Slack address lets its holder post; so can a webhook
 * address with a query or a password.
 */
function secretFields(settings: ChannelSettings): string[] {
  switch (settings.kind) {
    case 'webhook':
      return isSecretMarker(settings.url) || /\?|\/\/[^/]*@/.test(settings.url)
        ? ['secret', 'url']
        : ['secret']
    case 'slack':
      return ['url']
    case 'email':
      return ['password']
  }
}

/** Returns settings as the API shows them. */
export function hideSecrets(settings: ChannelSettings): ChannelSettings {
  return mapSecrets(settings, (value) => (value === '' ? value : SECRET_MARKER))
}

/** Returns settings with their secrets replaced by `map`. */
export function mapSecrets(
  settings: ChannelSettings,
  map: (value: unknown, field: string) => unknown,
): ChannelSettings {
  const values = settings as unknown as Record<string, unknown>
  const entries = secretFields(settings).map((field) => [field, map(values[field], field)] as const)
  return { ...settings, ...(Object.fromEntries(entries) as object) }
}

/** Returns the values of the fields that hold secrets. */
export function channelSecrets(settings: ChannelSettings): string[] {
  const values = settings as unknown as Record<string, unknown>
  return secretFields(settings)
    .map((field) => values[field])
    .filter((value): value is string => typeof value === 'string' && value !== '')
}
