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

/** API tokens, of which only hashes are kept. */
export interface TokenStore {
  create(token: TokenRecord): Promise<void>
  find(id: string): Promise<TokenRecord | undefined>
  findByHash(hash: string): Promise<TokenRecord | undefined>
  /** Of one person, or of all with null; newest first, bounded. */
  list(ownerId: string | null): Promise<TokenRecord[]>
  touch(id: string, at: string): Promise<void>
  remove(id: string): Promise<boolean>
  /** All of one person; their ids. */
  removeOf(ownerId: string): Promise<string[]>
}

/** Makes values and their hashes: the only part that needs a machine. */
export interface TokenValues {
  /** 256 random bits as text. */
  random(): string
  hash(value: string): string
}
