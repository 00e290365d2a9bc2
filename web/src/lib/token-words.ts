import { formatCount } from './format.ts'

/** Returns how many of the user's API tokens a new password revoked. */
export const revokedTokensText = (count: number): string =>
  count === 0 ? 'You had no API tokens.' : `${formatCount(count, 'API token')} revoked.`
