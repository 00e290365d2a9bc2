import * as z from 'zod'

import { ROLES } from './role.ts'
import { momentSchema } from '../core/moment.ts'
import { nameSchema } from '../core/name.ts'

/** Prefix of every API token, so that a leaked token is recognisable. */
export const TOKEN_PREFIX = 'flx_'

export const tokenCreateSchema = z.strictObject({
  name: nameSchema('Enter a name for the token.', 100),
  role: z.enum(ROLES),
  /** Null: no expiry. */
  expiresAt: momentSchema.nullable().default(null),
})
export type TokenCreate = z.output<typeof tokenCreateSchema>

/** A token as shown in lists, without its value. */
export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** The first characters of the value, to distinguish tokens. */
  hint: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  /** Accurate to the minute. */
  lastUsedAt: z.string().nullable(),
})
export type ApiToken = z.infer<typeof apiTokenSchema>

/** The answer to creating a token, the only one with its value. */
export const createdTokenSchema = z.object({
  token: apiTokenSchema,
  value: z.string(),
})
export type CreatedToken = z.infer<typeof createdTokenSchema>
