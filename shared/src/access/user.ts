import * as z from 'zod'

import { ROLES } from './role.ts'
import { passwordSchema, setupSchema } from './setup.ts'

/** A user account. */
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
  /** A new password ends all of the user's sessions. */
  password: passwordSchema.optional(),
  /** Also revokes the user's API tokens and sessions. */
  revokeAccess: z.boolean().optional(),
})
export type UserPatch = z.infer<typeof userPatchSchema>

export const profilePatchSchema = z.strictObject({ name: setupSchema.shape.name })

export const passwordChangeSchema = z.strictObject({
  currentPassword: z.string().min(1, 'Enter your current password.').max(128),
  newPassword: passwordSchema,
  /** Also ends the user's API tokens. */
  revokeTokens: z.boolean().default(false),
})
export type PasswordChange = z.output<typeof passwordChangeSchema>

/** Number of API tokens ended by the password change. */
export const passwordChangedSchema = z.object({ revokedTokens: z.number().int() })
export type PasswordChanged = z.infer<typeof passwordChangedSchema>

/** A browser in which a user is signed in. */
export const sessionInfoSchema = z.object({
  id: z.string(),
  /** Whether it is the requesting browser. */
  isCurrent: z.boolean(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type SessionInfo = z.infer<typeof sessionInfoSchema>
