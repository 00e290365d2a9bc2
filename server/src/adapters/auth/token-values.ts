import { createHash, randomBytes } from 'node:crypto'

import type { TokenValues } from '../../domain/access/token-store.ts'

/** 256 random bits need no slow hash: they cannot be guessed. */
export const tokenValues: TokenValues = {
  random: () => randomBytes(32).toString('base64url'),
  hash: (value) => createHash('sha256').update(value).digest('hex'),
}
