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

/** Shown once: whoever has the link may set the password, until it was used or its time is over. */
export const passwordLinkSchema = z.object({
  /** To be opened on this server. The secret is behind the "#", which no server and no log gets to see. */
  path: z.string(),
  expiresAt: z.string(),
})
export type PasswordLink = z.infer<typeof passwordLinkSchema>

/** The answer to an invitation. */
export const invitedSchema = z.object({ user: userSchema, link: passwordLinkSchema })
export type Invited = z.infer<typeof invitedSchema>

const secret = z.string().min(1).max(200)
export const linkCheckSchema = z.strictObject({ secret })
export const linkUseSchema = z.strictObject({ secret, password: passwordSchema })

/** For whom a link is. */
export const linkedPersonSchema = z.object({ name: z.string(), email: z.string() })
export type LinkedPerson = z.infer<typeof linkedPersonSchema>
