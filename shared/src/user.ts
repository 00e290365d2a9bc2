import * as z from 'zod'

import { ROLES, type Role } from './role.ts'
import { passwordSchema, setupSchema } from './setup.ts'

/** A person who may sign in. */
export interface User {
  id: string
  name: string
  email: string
  role: Role
  isDisabled: boolean
  createdAt: string
}

export const userCreateSchema = z.strictObject({ ...setupSchema.shape, role: z.enum(ROLES) })
export type UserCreate = z.infer<typeof userCreateSchema>

export const userPatchSchema = z.strictObject({
  name: setupSchema.shape.name.optional(),
  role: z.enum(ROLES).optional(),
  isDisabled: z.boolean().optional(),
  /** A new password: all sessions of the person end. */
  password: passwordSchema.optional(),
})
export type UserPatch = z.infer<typeof userPatchSchema>

export const profilePatchSchema = z.strictObject({ name: setupSchema.shape.name })

export const passwordChangeSchema = z.strictObject({
  currentPassword: z.string().min(1, 'Give your current password.').max(128),
  newPassword: passwordSchema,
})

/** One browser in which a person is signed in. */
export interface SessionInfo {
  id: string
  /** The one that asks. */
  isCurrent: boolean
  userAgent: string
  address: string
  createdAt: string
  expiresAt: string
}
