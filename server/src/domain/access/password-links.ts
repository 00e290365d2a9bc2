/** Links with which users set their own password: at most one per user. Only the hash is stored. */
export interface PasswordLinks {
  /** Replaces the user's previous link. */
  save(link: NewPasswordLink): Promise<void>
  /** Returns the link unless it has expired. */
  find(hash: string, now: string): Promise<FoundPasswordLink | undefined>
  /** Returns the link and deletes it; of concurrent callers, only one gets it. */
  take(hash: string, now: string): Promise<FoundPasswordLink | undefined>
  /** Removes a user's link, if any. */
  remove(userId: string): Promise<void>
}

export interface FoundPasswordLink {
  userId: string
  /** The API token that made the link, null for a user. The link grants no more than its token. */
  tokenId: string | null
}

interface NewPasswordLink extends FoundPasswordLink {
  hash: string
  createdAt: string
  expiresAt: string
}
