import { resolver } from 'hono-openapi'
import * as z from 'zod'

/** RFC 9457 problem details, as `@flx/shared/problem` types them. */
const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  executionId: z.string().optional(),
  current: z.unknown().optional(),
})

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: resolver(problemSchema) } },
})

/** What every route may answer besides its success. */
export const problemAnswers = {
  400: problem('The request cannot be read.'),
  401: problem('No session.'),
  403: problem('The role does not suffice, or the request comes from another site.'),
  404: problem('There is no such thing.'),
  409: problem('Not possible in the present state; `executionId` or `current` says more.'),
  413: problem('The body is larger than 1 MiB.'),
  422: problem('Some values cannot be used; `errors` names them.'),
}
