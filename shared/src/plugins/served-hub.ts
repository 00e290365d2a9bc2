import * as z from 'zod'

/** An index of MeltanoHub's API, which `meltano add` requests first. */
export const servedIndexSchema = z.record(
  z.string(),
  z.object({
    default_variant: z.string(),
    variants: z.record(z.string(), z.object({ ref: z.string() })),
    logo_url: z.null(),
  }),
)
export const servedIndexesSchema = z.record(z.string(), servedIndexSchema)

/** A definition of MeltanoHub's API; those of the hub are passed on unchanged. */
export const servedDefinitionSchema = z.looseObject({ name: z.string() })
