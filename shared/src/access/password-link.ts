import * as z from 'zod'

import { ROLES } from './role.ts'
import { passwordSchema, setupSchema } from './setup.ts'
import { userSchema } from './user.ts'

/** A user who gets a link to choose a password. */
export const invitationSchema = z.strictObject({
  name: setupSchema.shape.name,
  email: setupSchema.shape.email,
  role: z.enum(ROLES),
})
export type Invitation = z.infer<typeof invitationSchema>

/** Shown once. The holder of the link can set the password until it is used or expires. */
export const passwordLinkSchema = z.object({
  /** Path on this server. The secret is behind the "#", which neither servers nor logs see. */
  path: z.string(),
  expiresAt: z.string(),
})
export type PasswordLink = z.infer<typeof passwordLinkSchema>

/** Options for creating a link for an existing account. */
export const linkRequestSchema = z.strictObject({
  /** Revokes the user's API tokens and ends their sessions at once; the old password works until the link is used. */
  revokeAccess: z.boolean().default(false),
})
export type LinkRequest = z.output<typeof linkRequestSchema>

/** The answer to an invitation. */
export const invitedSchema = z.object({ user: userSchema, link: passwordLinkSchema })
export type Invited = z.infer<typeof invitedSchema>

const secret = z.string().min(1).max(200)
export const linkCheckSchema = z.strictObject({ secret })
export const linkUseSchema = z.strictObject({
  secret,
  password: passwordSchema,
  /** Also revokes the user's API tokens. */
  revokeTokens: z.boolean().default(false),
})
export type LinkUse = z.output<typeof linkUseSchema>

/** The user a link belongs to. */
export const linkedUserSchema = z.object({
  name: z.string(),
  email: z.string(),
  /** Present for users who can install and configure plugins, which are programs on the server. */
  canRunCode: z.literal(true).exactOptional(),
  /** Number of the user's API tokens; absent for none. */
  tokens: z.number().int().exactOptional(),
})
export type LinkedUser = z.infer<typeof linkedUserSchema>

/** The answer to setting a password by a link. */
export const passwordSetSchema = z.object({
  name: z.string(),
  email: z.string(),
  revokedTokens: z.number().int(),
})
export type PasswordSet = z.infer<typeof passwordSetSchema>
