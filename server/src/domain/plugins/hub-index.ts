import { isJsonObject, type Json } from '@flx/shared/json/json'
import { pluginNameSchema } from '@flx/shared/plugins/plugin'

/** One plugin name in an index. */
export interface IndexEntry {
  name: string
  defaultVariant: string
  /** Addresses of definitions by variant. */
  refs: ReadonlyMap<string, string>
}

/**
 * Reads the entries of a hub index, sorted by name; undefined if the document is not an index. Skips invalid entries one by
 * one, so that a mistake in one does not hide the others.
 */
export function readHubIndex(body: Json): IndexEntry[] | undefined {
  if (!isJsonObject(body)) return undefined
  const entries = Object.entries(body).flatMap(([name, entry]) => readEntry(name, entry) ?? [])
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readEntry(name: string, entry: Json): IndexEntry | undefined {
  if (!pluginNameSchema.safeParse(name).success || !isJsonObject(entry)) return undefined
  const variants = isJsonObject(entry['variants']) ? entry['variants'] : {}
  const refs = new Map<string, string>()
  for (const [variant, value] of Object.entries(variants)) {
    const ref = isJsonObject(value) ? value['ref'] : undefined
    if (typeof ref === 'string' && variant !== '' && variant.length <= 255) refs.set(variant, ref)
  }
  const [first] = refs.keys()
  if (first === undefined) return undefined
  const preferred = entry['default_variant']
  return {
    name,
    defaultVariant: typeof preferred === 'string' && refs.has(preferred) ? preferred : first,
    refs,
  }
}
