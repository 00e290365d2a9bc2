import * as z from 'zod'

import { ROLES } from './role.ts'
import { passwordSchema, setupSchema } from './setup.ts'
import { userSchema } from './user.ts'

/** A person who gets a link by which to choose a password. */
export const invitationSchema = z.strictObject({
  name: setupSchema.shape.name,
  email: setupSchema.shape.email,
  role: z.enum(ROLES),
})
export type Invitation = z.infer<typeof invitationSchema>

/** Shown once: the holder of the link may set the password, until it is used or expires. */
export const passwordLinkSchema = z.object({
  /** To be opened on this server. The secret is behind the "#", which no server and no log gets to see. */
  path: z.string(),
  expiresAt: z.string(),
})
export type PasswordLink = z.infer<typeof passwordLinkSchema>

/** How a link for a person who has an account is made. */
export const linkRequestSchema = z.strictObject({
  /** Ends the person's API tokens and sessions at once; the old password works until the link is used. */
  endAccess: z.boolean().default(false),
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
  /** Ends the person's API tokens, too. */
  endTokens: z.boolean().default(false),
})
export type LinkUse = z.output<typeof linkUseSchema>

/** For whom a link is. */
export const linkedPersonSchema = z.object({
  name: z.string(),
  email: z.string(),
  /** Present for who may install and configure plugins, which are programs on the server. */
  runsCode: z.literal(true).exactOptional(),
  /** API tokens that the person has; absent for none. */
  tokens: z.number().int().exactOptional(),
})
export type LinkedPerson = z.infer<typeof linkedPersonSchema>

/** The answer to a password that was set by a link. */
export const passwordSetSchema = z.object({
  name: z.string(),
  email: z.string(),
  tokensEnded: z.number().int(),
})
export type PasswordSet = z.infer<typeof passwordSetSchema>
