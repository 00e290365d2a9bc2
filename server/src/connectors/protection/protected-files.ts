import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

import { ConnectorError, UsageError } from '../cli.ts'
import { realPathOf } from './real-path.ts'

/**
 * Keeps bundled connectors out of the product's own files: its database, key, logs, locks, copies, environments and
 * private folders. Compares real paths and identities (device and inode), so that neither links nor mounts help.
 * The engine names its data folder in FLX_PROTECTED_PATHS. Without it (a connector started manually), a data folder is
 * recognised by its content, wherever it is.
 */
export function refuseProtected(path: string): void {
  // SQLite would read the path only up to the NUL.
  if (path.includes('\0')) throw new ConnectorError('A path cannot be used: it contains a NUL character.')
  const reason = reasonAgainst(realPathOf(path))
  if (reason !== null) throw refusal(path, reason)
}

/** Does the same for a database, beside which SQLite also writes files. */
export function refuseProtectedDatabase(path: string): void {
  if (/^file:/i.test(path))
    throw new ConnectorError(`The database ${path} cannot be used: use a path, not an address ("file:…").`)
  for (const end of ['', '-wal', '-shm', '-journal']) refuseProtected(path + end)
}

/**
 * Returns the path of a setting that names a database, to be opened exactly as returned: the driver trims spaces around
 * a path, and takes some texts for a temporary database. Throws UsageError for these, and ConnectorError for a file of
 * the product.
 */
export function databaseFile(setting: unknown): string {
  const path = typeof setting === 'string' ? setting.trim() : ''
  if (path === '' || path.toLowerCase() === ':memory:')
    throw new UsageError('The setting "database" must name a file.')
  refuseProtectedDatabase(path)
  return path
}

/** Opens a file and checks what was actually opened: a link might have been replaced in between. */
export function openUnprotected(path: string, flags: 'r' | 'a'): number {
  refuseProtected(path)
  const file = openSync(path, flags)
  const reason = reasonAgainst(openedPath(file) ?? realPathOf(path)) ?? reasonAgainstFile(fstatSync(file))
  if (reason === null) return file
  closeSync(file)
  throw refusal(path, reason)
}

/** Reads a small file that a setting names. */
export function readUnprotected(path: string): string {
  const file = openUnprotected(path, 'r')
  try {
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

const refusal = (path: string, reason: string): ConnectorError =>
  new ConnectorError(
    `The path ${path} cannot be used: it leads to ${reason}. Use a path in the folder "files".`,
  )

const OWN = 'files of FLX Pipelines itself, which connectors can neither read nor change'

function reasonAgainst(real: string): string | null {
  if (/^\/(proc|sys)(\/|$)/.test(real)) return 'information about running programs'
  for (let folder = real; ; folder = dirname(folder)) {
    if (isDataFolder(folder) && relative(folder, real).split(sep)[0] !== 'files') return OWN
    if (folder === dirname(folder)) break
  }
  const stats = statsOf(real)
  return stats === undefined ? null : reasonAgainstFile(stats)
}

type Identity = Pick<ReturnType<typeof fstatSync>, 'dev' | 'ino'>
const identityOf = ({ dev, ino }: Identity): string => `${dev}:${ino}`

/** Compares by identity: it could be the same file under another name. */
function reasonAgainstFile(stats: ReturnType<typeof fstatSync>): string | null {
  if (!stats.isFile()) return null
  const names = stats.nlink > 1 ? everyFile() : coreFiles()
  for (const name of names) {
    const protectedStats = statsOf(name)
    if (protectedStats !== undefined && identityOf(protectedStats) === identityOf(stats)) return OWN
  }
  return null
}

/** Returns the protected paths from the engine; if started manually, those in the server's environment variables. */
function ownPaths(): { folders: string[]; files: string[] } {
  const configured = process.env['FLX_PROTECTED_PATHS']
  if (configured !== undefined) return JSON.parse(configured) as { folders: string[]; files: string[] }
  const fromEnvironment = (name: string): string[] => {
    const value = process.env[name] ?? ''
    return value === '' ? [] : [resolve(value)]
  }
  return { folders: fromEnvironment('FLX_DATA_DIR'), files: fromEnvironment('FLX_SECRET_KEY_FILE') }
}

/** A folder with two of these is a data folder. */
const DATA_FOLDER_FILES = ['flx.db', 'lock.db', 'secret.key']
const checked = new Map<string, boolean>()

function isDataFolder(folder: string): boolean {
  const checkedBefore = checked.get(folder)
  if (checkedBefore !== undefined) return checkedBefore
  const foundCount = DATA_FOLDER_FILES.filter((name) => existsSync(join(folder, name))).length
  const answer = foundCount >= 2 || ownPaths().folders.some((path) => isSame(folder, path))
  checked.set(folder, answer)
  return answer
}

function isSame(pathA: string, pathB: string): boolean {
  const [a, b] = [pathA, pathB].map(statsOf)
  return a !== undefined && b !== undefined && identityOf(a) === identityOf(b)
}

/** Returns the known data folders: the engine's, and any that the connector works in. */
function dataFolders(): string[] {
  const found = new Set(ownPaths().folders)
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (isDataFolder(folder)) found.add(folder)
    if (folder === dirname(folder)) return [...found]
  }
}

/** Returns database, key and locks. */
const coreFiles = (): string[] => [
  ...ownPaths().files,
  ...dataFolders().flatMap((folder) =>
    entriesOf(folder).flatMap((entry) => (entry.isFile() ? [join(folder, entry.name)] : [])),
  ),
]

/** Returns all own files, including environments and private folders; needed only for files with several hard links. */
function everyFile(): string[] {
  const found = ownPaths().files
  const folders = dataFolders().map((folder) => ({ folder, isTop: true }))
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of entriesOf(next.folder)) {
      const path = join(next.folder, entry.name)
      if (entry.isFile()) found.push(path)
      else if (entry.isDirectory() && !(next.isTop && entry.name === 'files'))
        folders.push({ folder: path, isTop: false })
    }
  }
  return found
}

/** Lists a folder, or nothing if it is gone: private folders come and go. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function statsOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Returns the path of an open file, which only Linux knows. */
function openedPath(file: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${file}`)
  } catch {
    return null
  }
}
