import type { Runner } from '@flx/shared/pipelines/runner'
import { isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretText } from '@flx/shared/settings/secret-values'

import { isHiddenValue, HIDDEN_VALUE } from './plugin-secrets.ts'

const isSecret = (name: string, value: string): boolean => isSecretSetting(name) || isSecretText(value)

const mapEnv = (runner: Runner, map: (name: string, value: string) => string): Runner =>
  runner.kind === 'own'
    ? runner
    : {
        ...runner,
        env: Object.fromEntries(
          Object.entries(runner.env).map(([name, value]) => [name, map(name, value)] as const),
        ),
      }

/** What performs a pipeline, with the secrets among its variables hidden. */
export const hideRunner = (runner: Runner): Runner =>
  mapEnv(runner, (name, value) => (value !== '' && isSecret(name, value) ? HIDDEN_VALUE : value))

/** The same without these secrets. */
export const eraseRunner = (runner: Runner): Runner =>
  mapEnv(runner, (name, value) => (isSecret(name, value) ? '' : value))

/** The values of secrets among its variables. */
export const runnerSecrets = (runner: Runner): string[] =>
  runner.kind === 'own'
    ? []
    : Object.entries(runner.env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : []))

/**
 * What is to be stored after an edit: a variable that comes back hidden keeps its value. `missing` are variables of which
 * no value is stored.
 */
export function mergeRunner(incoming: Runner, stored: Runner): { runner: Runner; missing: string[] } {
  const before = stored.kind === 'meltano' ? stored.env : {}
  const missing: string[] = []
  const runner = mapEnv(incoming, (name, value) => {
    if (!isHiddenValue(value)) return value
    if (!Object.hasOwn(before, name)) missing.push(name)
    return before[name] ?? value
  })
  return { runner, missing }
}
