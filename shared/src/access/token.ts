import * as z from 'zod'

import { ROLES } from './role.ts'
import { momentSchema } from '../core/moment.ts'
import { nameSchema } from '../core/name.ts'

/** Prefix of every API token, so that a leaked one is recognised. */
export const TOKEN_PREFIX = 'flx_'

export const tokenCreateSchema = z.strictObject({
  name: nameSchema('Enter a name for the token.', 100),
  role: z.enum(ROLES),
  /** Null = until it is deleted. */
  expiresAt: momentSchema.nullable().default(null),
})
export type TokenCreate = z.output<typeof tokenCreateSchema>

/** A token as lists show it: never its value. */
export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** The beginning of the value, to distinguish tokens. */
  hint: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  /** Known to the minute. */
  lastUsedAt: z.string().nullable(),
})
export type ApiToken = z.infer<typeof apiTokenSchema>

/** The answer to the creation, the only one that holds the value. */
export const createdTokenSchema = z.object({
  token: apiTokenSchema,
  value: z.string(),
})
export type CreatedToken = z.infer<typeof createdTokenSchema>
