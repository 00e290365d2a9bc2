import type { TransformNode } from '@flx/shared/executions/transform-node'

const MAX_NAMED = 3
const MAX_CHARACTERS = 300

/** Describes a dbt failure in one sentence, from its nodes; null if none of them failed. */
export function dbtFailure(
  command: string,
  { nodes, total }: { nodes: readonly TransformNode[]; total: number },
): string | null {
  const failed = nodes.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return null
  const skipped = nodes.filter(({ status }) => status === 'skipped').length
  const descriptions = failed.slice(0, MAX_NAMED).map(({ kind, name, message }) => {
    const reason = message?.replaceAll(/\s+/g, ' ').slice(0, MAX_CHARACTERS)
    return reason === undefined ? `${kind} ${name}` : `${kind} ${name}: ${reason.replace(/\.$/, '')}`
  })
  const omitted = failed.length > MAX_NAMED ? `; and ${failed.length - MAX_NAMED} more` : ''
  const skippedText =
    skipped === 0 ? '' : `. ${skipped} ${skipped === 1 ? 'was' : 'were'} skipped because of that`
  return `${command}: ${failed.length} of ${total} failed (${descriptions.join('; ')}${omitted})${skippedText}`
}
