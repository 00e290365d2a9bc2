import { isSecretName } from './secret-names.ts'

/** The marker that the API shows in place of a secret; sending it back keeps the stored value. */
export interface SecretMarker {
  $secret: true
}
export const SECRET_MARKER: SecretMarker = { $secret: true }

export function isSecretMarker(value: unknown): value is SecretMarker {
  return typeof value === 'object' && value !== null && (value as { $secret?: unknown }).$secret === true
}

/** Returns whether a setting is secret by its definition or its name. */
export function isSecretSetting(name: string, kind?: string, sensitive?: boolean): boolean {
  return sensitive === true || kind === 'password' || kind === 'oauth' || isSecretName(name)
}
