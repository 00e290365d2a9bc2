import * as z from 'zod'

/** A named item and its size on the disk. */
export const storedItemSchema = z.object({ name: z.string(), bytes: z.number() })
export type StoredItem = z.infer<typeof storedItemSchema>

/** The parts of the data folder, in bytes on the disk. */
export const storageUsageSchema = z.object({
  measuredAt: z.string(),
  /** Size of the database's files. */
  databaseBytes: z.number(),
  /** Of these: text of logs. */
  logBytes: z.number(),
  /** Of these: free, reused before the file grows. */
  reusableBytes: z.number(),
  /** Environments of installed plugins, largest first. */
  environments: z.array(storedItemSchema),
  /** Working folder of the connectors, with their output. */
  fileBytes: z.number(),
  /** Backups of the database in the data folder, newest first. */
  backups: z.array(storedItemSchema),
  otherBytes: z.number(),
})
export type StorageUsage = z.infer<typeof storageUsageSchema>

export const diskSpaceSchema = z.object({ totalBytes: z.number(), freeBytes: z.number() })
export type DiskSpace = z.infer<typeof diskSpaceSchema>

/** `usage` is null until the first measurement. */
export const storageSchema = z.object({
  disk: diskSpaceSchema,
  usage: storageUsageSchema.nullable(),
  isMeasuring: z.boolean(),
  /** Why the last measurement failed. */
  error: z.string().nullable(),
})
export type Storage = z.infer<typeof storageSchema>

/** Whether the disk is nearly full, for every page. */
export const diskWarningSchema = z.object({
  ...diskSpaceSchema.shape,
  isLow: z.boolean(),
  warnBelowBytes: z.number(),
})
export type DiskWarning = z.infer<typeof diskWarningSchema>
