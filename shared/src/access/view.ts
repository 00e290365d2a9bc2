import * as z from 'zod'

import { nameSchema } from '../core/name.ts'

/** Pages whose search, filters and order can be saved as a view. */
export const VIEW_PAGES = ['pipelines', 'executions', 'plugins', 'failures'] as const
export type ViewPage = (typeof VIEW_PAGES)[number]

const viewBody = {
  name: nameSchema('Enter a name for the view.', 80),
  /** Query string of the page, without "?". */
  query: z
    .string()
    .max(2000, 'At most 2,000 characters.')
    .regex(/^[^?#\s]*$/, 'Enter a query string without "?", "#" or spaces.'),
  /** Visible to all users; needs the role operator. */
  shared: z.boolean(),
}

export const viewCreateSchema = z.strictObject({
  page: z.enum(VIEW_PAGES),
  ...viewBody,
  shared: viewBody.shared.default(false),
})
export type ViewCreate = z.output<typeof viewCreateSchema>
export type ViewCreateInput = z.input<typeof viewCreateSchema>

export const viewPatchSchema = z
  .strictObject(viewBody)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'Send at least one field to change.')
export type ViewPatch = z.output<typeof viewPatchSchema>

export const viewQuerySchema = z.object({ page: z.enum(VIEW_PAGES).optional() })
export type ViewQuery = z.output<typeof viewQuerySchema>

/** Maximum number of views per user. */
export const VIEW_CAP = 100

/** A saved query string of a page, private to its owner or shared with all users. */
export const savedViewSchema = z.object({
  id: z.string(),
  page: z.enum(VIEW_PAGES),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  owner: z.object({
    id: z.string(),
    name: z.string(),
  }),
  /** Whether the requesting user owns it. */
  isOwner: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type SavedView = z.infer<typeof savedViewSchema>
