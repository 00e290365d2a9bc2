/** Matches how a process ended, which comes before its output. */
const EXIT_MESSAGE = /^(?:Discovery failed: )?(\S+) exited with code \S+: ([^]+)$/

/**
 * Shortens a failure to its reason: `tap-shop exited with code 1: KeyError: 'id'` becomes `tap-shop:
 * KeyError: 'id'`.
 */
export function shortReason(errorMessage: string): string {
  const [, plugin = '', output] = EXIT_MESSAGE.exec(errorMessage) ?? []
  return output === undefined ? errorMessage : `${plugin}: ${output}`
}
