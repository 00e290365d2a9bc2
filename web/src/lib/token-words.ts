import { formatCount } from './format.ts'

/** Says how many of the person's API tokens a new password revoked. */
export const tokensEnded = (count: number): string =>
  count === 0 ? 'You had no API tokens.' : `${formatCount(count, 'API token')} revoked.`
