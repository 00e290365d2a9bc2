import type { Step } from '@flx/shared/executions/step'
import type { StepKind } from '@flx/shared/executions/execution-status'

/** The part of an execution that failed, and its message. */
export interface FailureReason {
  /** Name of the plugin, "" if the product itself ended the execution. */
  plugin: string
  /** Its version, "" if unknown. */
  version: string
  step: StepKind | ''
  /** One line, in the program's own words. */
  quote: string
}

const ENDED =
  /^(exited with code \S+|was killed by \w+(?: \([^)]*\))?|was stopped(?: at its time limit)?|was cancelled|could not start)(?:: ([^]*))?$/
/** Other processes of the pipe that ended as a consequence. */
const OTHER_ENDS =
  /(?:; \S+ (?:exited with code \S+|was killed by \w+(?: \([^)]*\))?|was stopped(?: at its time limit)?|was cancelled))+$/
/** dbt: the number of failed nodes, and the message of the first one. */
const NODES = /^.*?: \d+ of \d+ failed \((?:\w+ )?[^\s:;)]+(?:: ([^]*))?$/
/** The name of an exception, which says more than how the process ended. */
const EXCEPTION = /(?:^|[\s.])[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt)\b/

/** Extracts the reason from the error message of a failed execution. */
export function failureReason(errorMessage: string, steps: readonly Step[]): FailureReason {
  const message = errorMessage.trim()
  const named = longestFirst(steps).find(
    ({ plugin }) => message.startsWith(`${plugin} `) || message.startsWith(`${plugin}:`),
  )
  const first = steps.find(({ status }) => status === 'failed')
  const step = named ?? (isOfProduct(message) ? undefined : first)
  const origin = {
    plugin: step?.plugin ?? '',
    version: step?.version ?? '',
    step: step?.kind ?? ('' as const),
  }
  const rest = named === undefined ? message : message.slice(named.plugin.length).replace(/^:?\s*/, '')
  return { ...origin, quote: quoteOf(rest) }
}

/** Whether a message is the product's own, about an end that no step caused. */
const isOfProduct = (message: string): boolean =>
  /^(?:The execution was stopped (?:at|because|before)|The server (?:was shut down|stopped)|The worker |The report of this )/.test(
    message,
  )

function quoteOf(rest: string): string {
  const whole = rest.replace(OTHER_ENDS, '')
  const nodes = NODES.exec(whole)
  if (nodes !== null) return nodes[1] === undefined ? whole : firstNode(nodes[1])
  const [, ended = '', quote] = ENDED.exec(whole) ?? []
  if (ended === '') return whole
  if (quote === undefined) return ended
  // Output from before a process was killed is not the reason, unless it is an exception.
  return ended.startsWith('was ') && !EXCEPTION.test(quote) ? ended : quote
}

/** Drops the other nodes and the sentence about skipped ones. */
const firstNode = (text: string): string =>
  text
    .replace(/\)(?:\. \d+ (?:was|were) skipped because of that)?$/, '')
    .replace(/; (?:model|test|seed|snapshot|and \d+ more)\b[^]*$/, '')

/** Sorts by length, because one name can be a prefix of another. Among steps of one plugin, the failed one comes first. */
const longestFirst = (steps: readonly Step[]): Step[] =>
  [...steps].sort(
    (a, b) =>
      b.plugin.length - a.plugin.length || Number(b.status === 'failed') - Number(a.status === 'failed'),
  )
