import type { CauseState } from '@flx/shared/failures/cause-link'

// Words of the states of causes.

export const causeStateWords: Record<CauseState, string> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  recovered: 'Recovered',
}
