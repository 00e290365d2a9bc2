/** The files that a BATCH message names. */
export interface BatchFiles {
  /** Addresses as written. */
  manifest: string[]
  format: unknown
  compression: unknown
}

/** Returns the files of a BATCH message; undefined if its manifest is not a list of names. */
export function batchFiles({
  encoding,
  manifest,
}: Readonly<Record<string, unknown>>): BatchFiles | undefined {
  if (!Array.isArray(manifest) || !manifest.every((path) => typeof path === 'string')) return undefined
  const { format, compression } = (encoding ?? {}) as Record<string, unknown>
  return { manifest, format, compression: compression === 'none' ? null : (compression ?? null) }
}

/**
 * Returns the path of a batch file: `file:///a/b`, or `file://b` or `b` for a relative path, as the Meltano
 * SDK writes them. Null for remote files.
 */
export function localBatchPath(address: string): string | null {
  const path = address.replace(/^file:\/\/(?:localhost(?=\/))?/, '')
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? null : path
}
