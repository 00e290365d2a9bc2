import * as z from 'zod'

/** The remedy of a failed installation. */
export const installRemedySchema = z.discriminatedUnion('kind', [
  /** A further requirement for pip, such as `setuptools<81`. Applied with one click. */
  z.object({ kind: z.literal('requirement'), requirement: z.string() }),
  /** Another Python. `requires` is a version specifier such as `>=3.8,<3.12`; null if unknown. */
  z.object({ kind: z.literal('python'), requires: z.string().nullable() }),
  /** Debian packages that the server's machine lacks. Only named; the product never installs them. */
  z.object({ kind: z.literal('system'), packages: z.array(z.string()) }),
])
export type InstallRemedy = z.infer<typeof installRemedySchema>

export const pluginRemedySchema = z.strictObject({
  /** The `revision` of the document shown; a stale one returns 409. */
  revision: z.number().int(),
  /** The interpreter to use for a remedy of kind `python`. */
  python: z.string().trim().min(1).max(255).optional(),
})

/** A Python on the server's machine. */
const hostPythonSchema = z.object({
  /** Value for the plugin's field `python`: a name on the PATH such as `python3.11`, or a path. */
  command: z.string(),
  /** Such as `3.11.7`. */
  version: z.string(),
})
export type HostPython = z.infer<typeof hostPythonSchema>

/**
 * The Pythons on the server's machine, newest first. `fits`: satisfies what the failed installation requires.
 */
export const hostPythonsSchema = z.object({
  pythons: z.array(z.object({ ...hostPythonSchema.shape, fits: z.boolean() })),
})

/** A package in the environment of a plugin. */
export const lockedPackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Its source if not an index: an address, with the commit if there is one. */
  url: z.string().nullable(),
  /** The downloaded file and its hash, if pip reported them. */
  file: z.string().optional(),
  hash: z.string().optional(),
})
export type LockedPackage = z.infer<typeof lockedPackageSchema>

/** A package that an installation added, removed or changed; null on the side that lacks it. */
export const packageChangeSchema = z.object({
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type PackageChange = z.infer<typeof packageChangeSchema>

/** The exact packages. Installing the same source again gives the same packages. */
const pluginLockSchema = z.object({
  /** Version of the interpreter, such as `3.11.7`. */
  python: z.string(),
  packages: z.array(lockedPackageSchema),
  /** The changes by the last installation; null for the first one. */
  changes: z.array(packageChangeSchema).nullable(),
  lockedAt: z.string(),
  /** False if the plugin's source was changed since: the next installation resolves its packages again. */
  current: z.boolean(),
})
export type PluginLock = z.infer<typeof pluginLockSchema>

/** The lock of a plugin; null if it was never installed. */
export const pluginLockAnswerSchema = z.object({ lock: pluginLockSchema.nullable() })
