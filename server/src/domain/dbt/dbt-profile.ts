import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'

/** The text of a profile, and the variables it reads. */
export interface DbtProfile {
  text: string
  env: Record<string, string>
}

/**
 * Renders `profiles.yml` as JSON, which is valid YAML. Secrets go into variables only, under names that dbt keeps out of its
 * log; so does any text that dbt would take for a template.
 */
export function renderProfile(
  name: string,
  target: string,
  { config, redacted }: { config: JsonObject; redacted: JsonObject },
): DbtProfile {
  const env: Record<string, string> = {}
  const variable = (value: string, secret: boolean): string => {
    const index = Object.keys(env).length + 1
    const key = secret ? `DBT_ENV_SECRET_FLX_${index}` : `FLX_PROFILE_${index}`
    env[key] = value
    return key
  }
  const render = (value: Json, shown: Json | undefined, inSecret: boolean): Json => {
    const secret = inSecret || isSecretMarker(shown)
    if (typeof value === 'string') {
      return secret || value.includes('{') ? `{{ env_var('${variable(value, secret)}') }}` : value
    }
    if (Array.isArray(value)) {
      return value.map((inner, index) =>
        render(inner, Array.isArray(shown) ? shown[index] : undefined, secret),
      )
    }
    if (!isJsonObject(value)) {
      if (!secret || value === null) return value
      return `{{ env_var('${variable(JSON.stringify(value), false)}') | as_native }}`
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        render(inner, isJsonObject(shown) ? shown[key] : undefined, secret),
      ]),
    )
  }
  const output = render(config, redacted, false)
  return { text: JSON.stringify({ [name]: { target, outputs: { [target]: output } } }), env }
}
