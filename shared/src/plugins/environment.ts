import * as z from 'zod'

/** The remedy of a failed installation. */
export const installRemedySchema = z.discriminatedUnion('kind', [
  /** One more requirement for pip, such as `setuptools<81`. Applied by one click. */
  z.object({ kind: z.literal('requirement'), requirement: z.string() }),
  /** Another Python. `requires` is a version specifier such as `>=3.8,<3.12`, null when it is not known. */
  z.object({ kind: z.literal('python'), requires: z.string().nullable() }),
  /** Debian packages that the server's machine lacks. Named only, never installed by the product. */
  z.object({ kind: z.literal('system'), packages: z.array(z.string()) }),
])
export type InstallRemedy = z.infer<typeof installRemedySchema>

export const pluginRemedySchema = z.strictObject({
  /** The `revision` of the document that was looked at; a stale one is 409. */
  revision: z.number().int(),
  /** The interpreter to use, for a remedy that asks for another Python. */
  python: z.string().trim().min(1).max(255).optional(),
})

/** A Python on the server's machine. */
const hostPythonSchema = z.object({
  /** The value of the plugin's field `python`: a name on the PATH such as `python3.11`, else a path. */
  command: z.string(),
  /** `3.11.7`. */
  version: z.string(),
})
export type HostPython = z.infer<typeof hostPythonSchema>

/** The Pythons of the server's machine, newest first. `fits`: within what the failed installation asked for. */
export const hostPythonsSchema = z.object({
  pythons: z.array(z.object({ ...hostPythonSchema.shape, fits: z.boolean() })),
})

/** A package in the environment of a plugin. */
export const lockedPackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Where it came from, when not from an index: an address, with the commit where there is one. */
  url: z.string().nullable(),
  /** The file that was downloaded and its hash, where pip told them. */
  file: z.string().optional(),
  hash: z.string().optional(),
})
export type LockedPackage = z.infer<typeof lockedPackageSchema>

/** One package that an installation added, removed or changed: null where it is not there. */
export const packageChangeSchema = z.object({
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type PackageChange = z.infer<typeof packageChangeSchema>

/** The exact packages. Installing the same source again gives the same ones. */
const pluginLockSchema = z.object({
  /** Version of the interpreter, `3.11.7`. */
  python: z.string(),
  packages: z.array(lockedPackageSchema),
  /** The changes by the last installation; null for the first one. */
  changes: z.array(packageChangeSchema).nullable(),
  lockedAt: z.string(),
  /** False when the source of the plugin was changed since: the next installation resolves its packages again. */
  current: z.boolean(),
})
export type PluginLock = z.infer<typeof pluginLockSchema>

/** The lock of a plugin; null when nothing was installed yet. */
export const pluginLockAnswerSchema = z.object({ lock: pluginLockSchema.nullable() })
