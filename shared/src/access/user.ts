import * as z from 'zod'

import { ROLES } from './role.ts'
import { passwordSchema, setupSchema } from './setup.ts'

/** A person who may sign in. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  isDisabled: z.boolean(),
  createdAt: z.string(),
})
export type User = z.infer<typeof userSchema>

export const userCreateSchema = z.strictObject({ ...setupSchema.shape, role: z.enum(ROLES) })
export type UserCreate = z.infer<typeof userCreateSchema>

export const userPatchSchema = z.strictObject({
  name: setupSchema.shape.name.optional(),
  role: z.enum(ROLES).optional(),
  isDisabled: z.boolean().optional(),
  /** A new password: all sessions of the person end. */
  password: passwordSchema.optional(),
  /** Ends the person's API tokens and sessions, too. */
  endAccess: z.boolean().optional(),
})
export type UserPatch = z.infer<typeof userPatchSchema>

export const profilePatchSchema = z.strictObject({ name: setupSchema.shape.name })

export const passwordChangeSchema = z.strictObject({
  currentPassword: z.string().min(1, 'Enter your current password.').max(128),
  newPassword: passwordSchema,
  /** Ends the person's API tokens, too. */
  endTokens: z.boolean().default(false),
})
export type PasswordChange = z.output<typeof passwordChangeSchema>

/** How many API tokens ended with the password. */
export const passwordChangedSchema = z.object({ tokensEnded: z.number().int() })
export type PasswordChanged = z.infer<typeof passwordChangedSchema>

/** One browser in which a person is signed in. */
export const sessionInfoSchema = z.object({
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type SessionInfo = z.infer<typeof sessionInfoSchema>
