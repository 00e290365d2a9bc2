import type { MeltanoRun, Runner } from '@flx/shared/pipelines/runner'
import { isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretText } from '@flx/shared/settings/secret-values'

import { isHiddenValue, HIDDEN_VALUE } from './plugin-secrets.ts'

type SecretVariables = Pick<MeltanoRun, 'secretEnv'>

/**
 * Returns whether a variable of a runner is a secret: it was entered as one, or its name or value looks like
 * one.
 */
export const isRunnerSecret = ({ secretEnv }: SecretVariables, name: string, value: string): boolean =>
  secretEnv.includes(name) || isSecretSetting(name) || isSecretText(value)

type MapVariable = (name: string, value: string, runner: SecretVariables) => string

const mapEnv = (runner: Runner, map: MapVariable): Runner =>
  runner.kind === 'own'
    ? runner
    : {
        ...runner,
        env: Object.fromEntries(
          Object.entries(runner.env).map(([name, value]) => [name, map(name, value, runner)] as const),
        ),
      }

/** Hides the secrets among a runner's variables. */
export const hideRunner = (runner: Runner): Runner =>
  mapEnv(runner, (name, value, secretVariables) =>
    value !== '' && isRunnerSecret(secretVariables, name, value) ? HIDDEN_VALUE : value,
  )

/** Erases the secrets among a runner's variables. */
export const eraseRunner = (runner: Runner): Runner =>
  mapEnv(runner, (name, value, secretVariables) =>
    isRunnerSecret(secretVariables, name, value) ? '' : value,
  )

/** Returns the secret values among a runner's variables. */
export const runnerSecrets = (runner: Runner): string[] =>
  runner.kind === 'own'
    ? []
    : Object.entries(runner.env).flatMap(([name, value]) =>
        isRunnerSecret(runner, name, value) ? [value] : [],
      )

/**
 * Returns the runner to store after an edit: a variable sent back hidden keeps its value. `missing`: hidden
 * variables without a stored value.
 */
export function mergeRunner(incoming: Runner, stored: Runner): { runner: Runner; missing: string[] } {
  const before = stored.kind === 'meltano' ? stored.env : {}
  const secretBefore = stored.kind === 'meltano' ? stored.secretEnv : []
  const missing: string[] = []
  const runner = mapEnv(incoming, (name, value) => {
    if (!isHiddenValue(value)) return value
    if (!Object.hasOwn(before, name)) missing.push(name)
    return before[name] ?? value
  })
  if (runner.kind === 'meltano') {
    // A secret stays one while its variable exists; a form need not send the list.
    runner.secretEnv = [...new Set([...runner.secretEnv, ...secretBefore])]
      .filter((name) => Object.hasOwn(runner.env, name))
      .toSorted()
  }
  return { runner, missing }
}
