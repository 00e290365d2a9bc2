import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'

import type { StorageUsage, StoredItem } from '@flx/shared/operations/storage'

type Sorted = Omit<StorageUsage, 'measuredAt' | 'logBytes' | 'reusableBytes'>

/** How many environments and backups are named; the rest is summed. */
const NAMED = 100

/** Measures the parts of a data folder on the disk. Blocks the thread. */
export function sortFolder(dataDir: string): Sorted {
  const sized = sizer()
  const sorted: Sorted = {
    databaseBytes: 0,
    environments: [],
    fileBytes: 0,
    backups: [],
    otherBytes: 0,
  }
  for (const name of entries(dataDir)) {
    const path = join(dataDir, name)
    if (/^flx\.db(-wal|-shm)?$/.test(name)) sorted.databaseBytes += sized(path)
    else if (name.startsWith('flx.db.')) sorted.backups.push({ name, bytes: sized(path) })
    else if (name === 'files') sorted.fileBytes += sized(path)
    else if (name === 'plugins') sorted.environments = environmentsIn(path, sized)
    else sorted.otherBytes += sized(path)
  }
  sorted.environments = capped(sorted.environments.toSorted((a, b) => b.bytes - a.bytes))
  // Their names end with the time at which they were made.
  sorted.backups = capped(sorted.backups.toSorted((a, b) => (timeIn(a.name) < timeIn(b.name) ? 1 : -1)))
  return sorted
}

const timeIn = (name: string): string => /\d{4}-\d{2}-\d{2}T.*$/.exec(name)?.[0] ?? ''

/** Lists `plugins/TYPE/NAME/…`. */
function environmentsIn(path: string, sized: (path: string) => number): StoredItem[] {
  return entries(path).flatMap((type) =>
    entries(join(path, type)).map((name) => ({ name, bytes: sized(join(path, type, name)) })),
  )
}

function capped(items: StoredItem[]): StoredItem[] {
  if (items.length <= NAMED) return items
  const rest = items.slice(NAMED).reduce((sum, { bytes }) => sum + bytes, 0)
  return [...items.slice(0, NAMED), { name: `${items.length - NAMED} more`, bytes: rest }]
}

/** Sums blocks, so that a sparse file counts the space it takes; a file with several hard links counts once. */
function sizer(): (path: string) => number {
  const countedFiles = new Set<string>()
  const size = (path: string): number => {
    const stats = statsOf(path)
    if (stats === undefined) return 0
    if (stats.nlink > 1 && !stats.isDirectory()) {
      const file = `${stats.dev}:${stats.ino}`
      if (countedFiles.has(file)) return 0
      countedFiles.add(file)
    }
    const ownSize = stats.blocks * 512
    if (!stats.isDirectory()) return ownSize
    return entries(path).reduce((sum, name) => sum + size(join(path, name)), ownSize)
  }
  return size
}

// A file that is removed meanwhile takes no space.
function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function entries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
