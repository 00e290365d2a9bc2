import type { StateVersion } from '@flx/shared/executions/state/state'

/**
 * Formats the state for reading and editing: indented, unless a user wrote it on several lines. Numbers keep
 * their digits.
 */
export function prettyState(state: Pick<StateVersion, 'text' | 'value'> | null): string {
  if (state === null || state.value === null) return ''
  return state.text.includes('\n') ? state.text : JSON.stringify(state.value, null, 2)
}
