import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createGzip, gzip } from 'node:zlib'

import { buildOf } from '@flx/shared/core/page-build'

import type { StreamedFile, WebFile, WebFiles } from '../../domain/core/web-files.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const INDEX = '/index.html'
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.txt', '.svg', '.map'])

interface Loaded {
  plain: Buffer
  packed: Map<'br' | 'gzip', Promise<Buffer>>
  etag: string
}

/**
 * Serves the files of the built page. Names under /assets/ change with their content, so these files are read and
 * compressed once; the others are read each time, because a new build replaces them.
 */
export function readWebFiles(root: string): WebFiles {
  const cache = new Map<string, Loaded>()
  let build: Promise<string | null> | undefined
  const find = async (path: string): Promise<Loaded | undefined> => {
    if (!isPlainPath(path)) return undefined
    const loaded = cache.get(path) ?? (await load(root, path))
    if (loaded !== undefined && path.startsWith('/assets/')) cache.set(path, loaded)
    // Whoever has received this document is compared with it from now on.
    if (path === INDEX) build = Promise.resolve(loaded === undefined ? null : buildOf(String(loaded.plain)))
    return loaded
  }
  return {
    async find(path, accept) {
      const loaded = await find(path)
      return loaded && present(path, loaded, accept)
    },
    async build() {
      if (build === undefined) await find(INDEX)
      return build ?? null
    },
    document(parts, accept) {
      const encoding = bestEncoding(accept) === null ? null : 'gzip'
      const plain = Readable.from(parts, { objectMode: false })
      // Level 1 takes a millisecond, and shrinks it to a tenth. Each part can be decoded on its own.
      const zip = createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH })
      // An error of either ends the response.
      const body = encoding === null ? plain : pipeline(plain, zip, () => undefined)
      return { body: Readable.toWeb(body) as StreamedFile['body'], type: TYPES['.html'] ?? '', encoding }
    },
  }
}

/** Accepts no dot files, and no path out of the root. */
const isPlainPath = (path: string): boolean => /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path)

async function load(root: string, path: string): Promise<Loaded | undefined> {
  try {
    const base = await realpath(root)
    const file = await realpath(join(base, path))
    if (!file.startsWith(base + sep)) return undefined
    const plain = await readFile(file)
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    return { plain, packed: new Map(), etag }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'
}

async function present(path: string, loaded: Loaded, accept: string): Promise<WebFile> {
  const extension = extname(path)
  const type = TYPES[extension] ?? 'application/octet-stream'
  const encoding = COMPRESSED.has(extension) ? bestEncoding(accept) : null
  if (encoding === null) return { body: bytes(loaded.plain), type, encoding, etag: loaded.etag }
  let packed = loaded.packed.get(encoding)
  if (packed === undefined) {
    packed = pack(loaded.plain, encoding)
    loaded.packed.set(encoding, packed)
  }
  return { body: bytes(await packed), type, encoding, etag: `${loaded.etag.slice(0, -1)}-${encoding}"` }
}

function bestEncoding(accept: string): 'br' | 'gzip' | null {
  const accepted = new Set(
    accept
      .split(',')
      .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
      .map((part) => part.split(';')[0]?.trim()),
  )
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : null
}

function pack(plain: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  // Level 5 is within a few per cent of the best and does not delay the first visit.
  return encoding === 'br'
    ? promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    : promisify(gzip)(plain)
}

const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer)
