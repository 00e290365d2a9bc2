/** What the API shows in place of a secret; sending it back keeps the stored value. */
export interface SecretMarker {
  $secret: true
}
export const SECRET_MARKER: SecretMarker = { $secret: true }

export function isSecretMarker(value: unknown): value is SecretMarker {
  return typeof value === 'object' && value !== null && (value as { $secret?: unknown }).$secret === true
}

const SECRET_NAME = /password|passwd|secret|token|credential|private_?key|api_?key|access_?key|(^|[._-])key$/i

/** True when a setting must be treated as secret by its definition or by its name (decision 15). */
export function isSecretSetting(name: string, kind?: string, sensitive?: boolean): boolean {
  return sensitive === true || kind === 'password' || kind === 'oauth' || SECRET_NAME.test(name)
}

/** True for a URL that carries credentials (`scheme://user:password@host`). */
export function hasUrlCredentials(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i.test(value)
}
