import { isSecretName } from '@flx/shared/settings/secret-names'

const MASK = '***'
const MIN_CHARACTERS = 6

/**
 * Returns a function that masks the values of variables whose names mark them as secret: the server does not
 * know them.
 */
export function environmentMasker(env: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = Object.entries(env)
    .flatMap(([name, value]) => (value !== undefined && isSecretName(name) ? [value] : []))
    .filter((value) => value.length >= MIN_CHARACTERS)
    .toSorted((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}
