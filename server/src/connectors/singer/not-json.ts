import { jsonFault } from '@flx/shared/json/json-fault'

/**
 * Explains why a text could not be read as JSON, to follow its name in a sentence. Quotes nothing of the text, which
 * could be data or a secret.
 */
export function describeJsonFault(text: string): string {
  const fault = jsonFault(text)
  if (fault === null) return 'is nested too deeply to read'
  return `is not JSON from ${text.includes('\n') ? `line ${fault.line}, ` : ''}column ${fault.column} on`
}
