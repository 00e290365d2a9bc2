import { createHash, randomBytes } from 'node:crypto'

import type { TokenValues } from '../../domain/token-store.ts'

/** 256 random bits need no slow hash: nobody can try them all. */
export const tokenValues: TokenValues = {
  random: () => randomBytes(32).toString('base64url'),
  hash: (value) => createHash('sha256').update(value).digest('hex'),
}
