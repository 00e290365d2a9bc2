/** The end of its process, which comes before its output. */
const ENDED = /^(?:Discovery failed: )?(\S+) exited with code \S+: ([^]+)$/

/** A failure in few words, the reason in front: `tap-shop: KeyError: 'id'` of `tap-shop exited with code 1: KeyError: 'id'`. */
export function shortReason(errorMessage: string): string {
  const [, plugin = '', said] = ENDED.exec(errorMessage) ?? []
  return said === undefined ? errorMessage : `${plugin}: ${said}`
}
