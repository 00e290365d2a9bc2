import { createHash, randomBytes } from 'node:crypto'

import type { TokenValues } from '../../domain/access/token-store.ts'

/** Generates and hashes token values. 256 random bits cannot be guessed, so they need no slow hash. */
export const tokenValues: TokenValues = {
  random: () => randomBytes(32).toString('base64url'),
  hash: (value) => createHash('sha256').update(value).digest('hex'),
}
