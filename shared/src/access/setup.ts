import * as z from 'zod'

import { ROLES } from './role.ts'
import { nameSchema } from '../core/name.ts'

/** Whether the first administrator is still missing. */
export const setupStateSchema = z.object({
  needed: z.boolean(),
})
export type SetupState = z.infer<typeof setupStateSchema>

export const MINIMUM_PASSWORD_LENGTH = 10

export const passwordSchema = z
  .string()
  .min(MINIMUM_PASSWORD_LENGTH, `Use at least ${MINIMUM_PASSWORD_LENGTH} characters.`)
  .max(128, 'At most 128 characters.')
  .refine((password) => password.trim() !== '', 'Use characters other than spaces.')

export const setupSchema = z.strictObject({
  name: nameSchema('Enter your name.', 100),
  email: z.email('Enter an e-mail address.').max(255),
  password: passwordSchema,
})
export type Setup = z.infer<typeof setupSchema>

export const signInSchema = z.strictObject({
  email: z.email('Enter an e-mail address.').max(255),
  password: z.string().min(1, 'Enter your password.').max(128),
  rememberMe: z.boolean().optional(),
})
export type SignIn = z.infer<typeof signInSchema>

/** The label of the button for signing in at an OpenID provider; null if none is configured. */
export const openIdStateSchema = z.object({ label: z.string().nullable() })
export type OpenIdState = z.infer<typeof openIdStateSchema>

/** The signed-in user; `GET /api/auth/get-session` returns null without one. */
export const sessionUserSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
})
export type SessionUser = z.infer<typeof sessionUserSchema>
