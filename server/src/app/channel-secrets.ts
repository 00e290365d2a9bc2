import type { ChannelSettings } from '@flx/shared/alert'
import { SECRET_MARKER } from '@flx/shared/secret'

/** The fields that hold secrets, by kind: a Slack address lets anybody post. */
const SECRET_FIELDS = { webhook: ['secret'], slack: ['url'], email: ['password'] } as const

/** Settings as the API shows them. */
export function shown(settings: ChannelSettings): ChannelSettings {
  return mapSecrets(settings, (value) => (value === '' ? value : SECRET_MARKER))
}

/** Settings with their secrets replaced. */
export function mapSecrets(
  settings: ChannelSettings,
  map: (value: unknown, field: string) => unknown,
): ChannelSettings {
  const values = settings as unknown as Record<string, unknown>
  const changed = SECRET_FIELDS[settings.kind].map((field) => [field, map(values[field], field)] as const)
  return { ...settings, ...(Object.fromEntries(changed) as object) }
}
