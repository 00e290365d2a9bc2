import { isNumber } from '@flx/shared/json/exact-number'
import { parseJson } from '@flx/shared/json/json-text'
import { isSecretName } from '@flx/shared/settings/secret-names'
import { hideSecretText, secretsInText } from '@flx/shared/settings/secret-text'

/** An option whose value is the next argument: `--password x`, `-H "Authorization: …"`. */
const OPTION = /^--?([A-Za-z][\w.-]*)$/

/**
 * Replaces the secrets in a command's arguments: the value after `--password` or `--token=`, the password in a URL,
 * `name=value` if the name suggests a secret, a header, an object in JSON.
 */
export function hideCommandSecrets(command: readonly string[], replacement: string): string[] {
  return command.map((part, index) => {
    if (isValueOfSecretOption(command, index)) return replacement
    const hidden = hideArgument(part, replacement)
    const option = OPTION.exec(command[index - 1] ?? '')?.[1] ?? ''
    return /^(?:u|user|userpwd|basic)$/.test(option)
      ? hidden.replace(/^([^:\s]+:)\S+$/, `$1${replacement}`)
      : hidden
  })
}

/** Lists the secrets in a command, to be masked in its program's output. */
export function commandSecrets(command: readonly string[]): string[] {
  return command.flatMap((part, index) => {
    if (isValueOfSecretOption(command, index)) return [part]
    return hideArgument(part, '') === part ? [] : [...secretsInText(part), ...jsonSecrets(part)]
  })
}

const isValueOfSecretOption = (command: readonly string[], index: number): boolean => {
  const option = OPTION.exec(command[index - 1] ?? '')?.[1]
  const part = command[index] ?? ''
  // A word with a leading dash can be the next option; the previous one was a switch then.
  return option !== undefined && isSecretName(option) && part !== '' && !OPTION.test(part)
}

function hideArgument(part: string, replacement: string): string {
  // `--api-key=…`, with spaces and quotes in the value.
  const assigned = /^(-{0,2}([A-Za-z][\w.-]*)=)(.+)$/s.exec(part)
  if (assigned !== null && isSecretName(assigned[2] ?? '')) return `${assigned[1]}${replacement}`
  return jsonSecrets(part).reduce(
    (text, secret) => text.replaceAll(JSON.stringify(secret).slice(1, -1), replacement),
    hideSecretText(part, replacement),
  )
}

/** Lists the values in a JSON argument whose names suggest secrets. */
function jsonSecrets(part: string): string[] {
  const text = part.replace(/^-{0,2}[A-Za-z][\w.-]*=/, '')
  if (!/^\s*[[{]/.test(text)) return []
  try {
    return namedSecrets(parseJson(text), false)
  } catch {
    return []
  }
}

function namedSecrets(value: unknown, secret: boolean): string[] {
  if (typeof value === 'string') return secret && value !== '' ? [value] : []
  if (isNumber(value)) return secret ? [String(value)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => namedSecrets(inner, secret || isSecretName(key)))
}
