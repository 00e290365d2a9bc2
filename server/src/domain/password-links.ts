/** Links by which people set a password themselves: at most one for each, of which only the hash is kept. */
export interface PasswordLinks {
  /** Takes the place of the person's former one. */
  save(link: { userId: string; hash: string; createdAt: string; expiresAt: string }): Promise<void>
  /** Id of the person whose link has not expired. */
  find(hash: string, now: string): Promise<string | undefined>
  /** The same, and uses it up: of several that ask at once, one gets it. */
  take(hash: string, now: string): Promise<string | undefined>
}
