import * as z from 'zod'

import { ROLES, type Role } from './role.ts'

/** What every API token begins with, so that a leaked one is recognised. */
export const TOKEN_PREFIX = 'flx_'

export const tokenCreateSchema = z.strictObject({
  name: z.string().trim().min(1, 'Give the token a name.').max(100, 'At most 100 characters.'),
  role: z.enum(ROLES),
  /** Null = until it is deleted. */
  expiresAt: z.iso.datetime().nullable().default(null),
})
export type TokenCreate = z.output<typeof tokenCreateSchema>

/** A token as lists show it: never its value. */
export interface ApiToken {
  id: string
  name: string
  role: Role
  /** The beginning of the value, to tell tokens apart. */
  hint: string
  ownerId: string
  ownerName: string
  createdAt: string
  expiresAt: string | null
  /** Known to the minute. */
  lastUsedAt: string | null
}

/** The answer to the creation, the only one that holds the value. */
export interface CreatedToken {
  token: ApiToken
  value: string
}
