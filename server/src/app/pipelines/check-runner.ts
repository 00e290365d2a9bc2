import type { FieldProblem } from '@flx/shared/core/problem'
import type { Runner } from '@flx/shared/pipelines/runner'

import type { PipelineRecord } from '../../domain/core/records.ts'
import { requireRole } from '../access/require-role.ts'
import type { Requester } from '../core/context.ts'
import { mergeRunner } from '../settings/runner-secrets.ts'

type Draft = Pick<PipelineRecord, 'extractor' | 'loader' | 'mappers' | 'transform' | 'runner'>

/** Compares two runners. Both were parsed by the schema, so their fields have the same order. */
export const isSameRunner = (a: Runner, b: Runner): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Checks the role for changing the runner. It names a program and folders on this machine, so only
 * administrators change it.
 */
export function requireRunnerRole(
  requester: Pick<Requester, 'role'>,
  before: Runner,
  incoming: Runner,
): void {
  if (isSameRunner(mergeRunner(incoming, before).runner, before)) return
  requireRole(requester, 'admin', 'Changing whether and how Meltano runs a pipeline')
}

/** Checks which parts a pipeline must or must not have for its runner, and returns the runner to store. */
export function checkRunner(
  draft: Draft,
  stored: Runner,
  followsProject: boolean,
): { runner: Runner; problems: FieldProblem[] } {
  const { runner, missing } = mergeRunner(draft.runner, stored)
  const problems: FieldProblem[] = missing.map((name) => ({
    path: `runner.env.${name}`,
    message: 'No value is stored here. Enter the secret again.',
  }))
  const { extractor, loader, mappers, transform } = draft
  if (runner.kind === 'own') {
    if (extractor === '') problems.push({ path: 'extractor', message: 'Choose an extractor.' })
    if (loader === '') problems.push({ path: 'loader', message: 'Choose a loader.' })
    return { runner, problems }
  }
  if (runner.project === null && !followsProject) {
    problems.push({
      path: 'runner.project',
      message: 'Enter the folder of the project: this server was started without FLX_PROJECT.',
    })
  }
  for (const [path, value] of Object.entries({ extractor, loader, mappers, transform })) {
    if (value.length > 0) problems.push({ path, message: 'Meltano runs this pipeline: leave this empty.' })
  }
  return { runner, problems }
}
