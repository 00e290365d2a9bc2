import type { Step } from '@flx/shared/executions/step'
import type { StepKind } from '@flx/shared/executions/execution-status'

import { failureReason } from './failure-reason.ts'
import { CLOUD_ERRORS } from './known/cloud-errors.ts'
import { DATABASE_ERRORS } from './known/database-errors.ts'
import { DBT_ERRORS } from './known/dbt-errors.ts'
import { HTTP_ERRORS } from './known/http-errors.ts'
import type { KnownError } from './known/known-error.ts'
import { NETWORK_ERRORS } from './known/network-errors.ts'
import { PACKAGE_ERRORS } from './known/package-errors.ts'
import { PRODUCT_ERRORS } from './known/product-errors.ts'
import { PYTHON_ERRORS } from './known/python-errors.ts'
import { keyOfMasked, maskMessage, withoutLogPrefix } from './mask-message.ts'

/** Why an execution failed; the same for all executions that failed for the same reason. */
export interface FailureCause {
  /** Name of the plugin, "" if the product itself ended the execution. */
  plugin: string
  version: string
  step: StepKind | ''
  /** The sentence of a known error, or the message without its values. */
  title: string
  /** The program's own words. */
  quote: string
  /** Equal for equal causes: plugin, step and normalised message. */
  signature: string
}

/** The first match counts, so specific errors come before general ones. */
const KNOWN: readonly KnownError[] = [
  ...PRODUCT_ERRORS,
  ...DBT_ERRORS,
  ...PACKAGE_ERRORS,
  ...DATABASE_ERRORS,
  ...CLOUD_ERRORS,
  ...NETWORK_ERRORS,
  ...HTTP_ERRORS,
  ...PYTHON_ERRORS,
]

const MAX_QUOTED = 300

/** Determines the cause of a failed execution from its message and its steps. */
export function failureCause(errorMessage: string | null, steps: readonly Step[]): FailureCause {
  const reason = failureReason(errorMessage ?? '', steps)
  const { plugin, version, step } = reason
  const quote = withoutLogPrefix(reason.quote).slice(0, MAX_QUOTED) || 'No reason was given'
  const { key, title } = classify(quote, step)
  return { plugin, version, step, title, quote, signature: JSON.stringify([plugin, step, key]) }
}

/** Classifies a message: equal keys mean the same problem. */
export function classify(message: string, step: StepKind | '' = ''): { key: string; title: string } {
  for (const { kind, pattern, sentence } of KNOWN) {
    const match = pattern.exec(message)
    if (match === null) continue
    return {
      key: `known ${typeof kind === 'string' ? kind : kind(match)}`,
      title: typeof sentence === 'string' ? sentence : sentence({ step, match }),
    }
  }
  const masked = maskMessage(message)
  const key = keyOfMasked(masked)
  // Only the number distinguishes such errors.
  const bare = key === '' ? /^\W*(\d{1,5})\W*$/.exec(message)?.[1] : undefined
  if (bare !== undefined) return { key: `code ${bare}`, title: `Code ${bare}` }
  return { key, title: masked.replace(/^[\s…:,.-]+(?=\w)/, '').replace(/…[.…]+$/, '…') }
}
