import type { Step } from '@flx/shared/executions/step'
import type { StepKind } from '@flx/shared/executions/execution-status'

/** What failed of an execution, and what it said. */
export interface FailureReason {
  /** Name of the plugin, "" when the product itself ended the execution. */
  plugin: string
  /** Its version, "" where it is not known. */
  version: string
  step: StepKind | ''
  /** One line, as the machine wrote it. */
  quote: string
}

const ENDED =
  /^(exited with code \S+|was killed by \w+(?: \([^)]*\))?|was stopped(?: at its time limit)?|was cancelled|could not start)(?:: ([^]*))?$/
/** Other processes of the pipe that ended because of this one. */
const OTHERS =
  /(?:; \S+ (?:exited with code \S+|was killed by \w+(?: \([^)]*\))?|was stopped(?: at its time limit)?|was cancelled))+$/
/** dbt: how many nodes failed, and the message of the first one. */
const NODES = /^.*?: \d+ of \d+ failed \((?:\w+ )?[^\s:;)]+(?:: ([^]*))?$/
/** The name of an exception: it tells more than the end of its process. */
const EXCEPTION = /(?:^|[\s.])[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt)\b/

/** Takes the reason out of the sentence of a failed execution. */
export function failureReason(errorMessage: string, steps: readonly Step[]): FailureReason {
  const message = errorMessage.trim()
  const named = longestFirst(steps).find(
    ({ plugin }) => message.startsWith(`${plugin} `) || message.startsWith(`${plugin}:`),
  )
  const first = steps.find(({ status }) => status === 'failed')
  const step = named ?? (isOfProduct(message) ? undefined : first)
  const about = {
    plugin: step?.plugin ?? '',
    version: step?.version ?? '',
    step: step?.kind ?? ('' as const),
  }
  const rest = named === undefined ? message : message.slice(named.plugin.length).replace(/^:?\s*/, '')
  return { ...about, quote: quoteOf(rest) }
}

/** Sentences of the product about an end that no step brought about. */
const isOfProduct = (message: string): boolean =>
  /^(?:The execution was stopped (?:at|because|before)|The server (?:was shut down|stopped)|The worker |The report of this )/.test(
    message,
  )

function quoteOf(rest: string): string {
  const whole = rest.replace(OTHERS, '')
  const nodes = NODES.exec(whole)
  if (nodes !== null) return nodes[1] === undefined ? whole : firstNode(nodes[1])
  const [, ended = '', quote] = ENDED.exec(whole) ?? []
  if (ended === '') return whole
  if (quote === undefined) return ended
  // What a process wrote before it was killed is no reason, unless it is an exception.
  return ended.startsWith('was ') && !EXCEPTION.test(quote) ? ended : quote
}

/** Without the other nodes and the sentence about skipped ones. */
const firstNode = (text: string): string =>
  text
    .replace(/\)(?:\. \d+ (?:was|were) skipped because of that)?$/, '')
    .replace(/; (?:model|test|seed|snapshot|and \d+ more)\b[^]*$/, '')

/** A name may be the beginning of another one. Of one plugin the step that failed comes first. */
const longestFirst = (steps: readonly Step[]): Step[] =>
  [...steps].sort(
    (one, other) =>
      other.plugin.length - one.plugin.length ||
      Number(other.status === 'failed') - Number(one.status === 'failed'),
  )
