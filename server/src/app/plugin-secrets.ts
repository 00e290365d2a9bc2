import { hasUrlCredentials, isSecretSetting } from '@flx/shared/secret'

/** Stands for a secret value of the environment map, whose values are plain strings; sending it back keeps the value. */
export const HIDDEN_VALUE = '••••••••'

/** `https://user:password@host` → `https://••••••••@host`, wherever it stands in the text. */
export function hideUrlCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)([^/\s@]+)@/gi, (whole, scheme: string, user: string) =>
    // The user of an SSH address is no secret; before https it is usually a token.
    scheme.endsWith('ssh://') && !user.includes(':') ? whole : `${scheme}${HIDDEN_VALUE}@`,
  )
}

/** The environment map of a plugin with its secret values hidden. */
export function hideEnv(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      isSecretSetting(name) || hasUrlCredentials(value) ? HIDDEN_VALUE : value,
    ]),
  )
}

/** The environment map to store after an edit. */
export function mergeEnv(
  incoming: Record<string, string>,
  stored: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming).map(([name, value]) => [
      name,
      value === HIDDEN_VALUE ? (stored[name] ?? value) : value,
    ]),
  )
}

/** A text that comes back as it was shown keeps its credentials. */
export function mergeUrlCredentials(incoming: string, stored: string | null): string {
  return stored !== null && incoming === hideUrlCredentials(stored) ? stored : incoming
}
