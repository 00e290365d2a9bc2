/** Links by which people set a password themselves: at most one for each, of which only the hash is kept. */
export interface PasswordLinks {
  /** Takes the place of the person's former one. */
  save(link: NewPasswordLink): Promise<void>
  /** The link that has not expired. */
  find(hash: string, now: string): Promise<FoundPasswordLink | undefined>
  /** The same, and uses it up: of several that ask at once, one gets it. */
  take(hash: string, now: string): Promise<FoundPasswordLink | undefined>
  /** Ends the link of a person, if there is one. */
  remove(userId: string): Promise<void>
}

export interface FoundPasswordLink {
  userId: string
  /** The API token that made it, null for a person: the link is worth no more than the token. */
  tokenId: string | null
}

interface NewPasswordLink extends FoundPasswordLink {
  hash: string
  createdAt: string
  expiresAt: string
}
