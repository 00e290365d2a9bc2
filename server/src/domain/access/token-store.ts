import type { Role } from '@flx/shared/access/role'

export interface TokenRecord {
  id: string
  name: string
  role: Role
  hint: string
  /** SHA-256 of the value, hexadecimal. */
  hash: string
  ownerId: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

/** API tokens. Only hashes are stored. */
export interface TokenStore {
  create(token: TokenRecord): Promise<void>
  find(id: string): Promise<TokenRecord | undefined>
  findByHash(hash: string): Promise<TokenRecord | undefined>
  /** Lists the tokens of a user, or of all users if null; newest first, bounded. */
  list(ownerId: string | null): Promise<TokenRecord[]>
  touch(id: string, at: string): Promise<void>
  remove(id: string): Promise<boolean>
  /** Removes all tokens of a user and returns their ids. */
  removeOf(ownerId: string): Promise<string[]>
}

/** Generates token values and their hashes, the only part that is not pure. */
export interface TokenValues {
  /** Returns 256 random bits as text. */
  random(): string
  hash(value: string): string
}
