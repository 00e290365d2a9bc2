import * as z from 'zod'

import { ExactNumber } from './exact-number.ts'
import type { Json, JsonObject } from './json.ts'

export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.instanceof(ExactNumber),
    z.boolean(),
    z.null(),
    z.array(jsonSchema),
    z.record(z.string(), jsonSchema),
  ]),
)
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonSchema)
