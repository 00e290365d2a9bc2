import { crc32 } from 'node:zlib'

/** 1 January 1980, the first day that an archive can store. */
const DATE = 0x21
/** The version of the format that supports only files. */
const VERSION = 10

/** An archive of texts by their paths, uncompressed: a process that makes one takes longer than some tests. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path)
    const body = Buffer.from(text)
    // Flags, method, time, date, checksum, both sizes, length of the name: the same in both places.
    const about = Buffer.alloc(24)
    about.writeUInt16LE(DATE, 6)
    about.writeUInt32LE(crc32(body), 8)
    about.writeUInt32LE(body.length, 12)
    about.writeUInt32LE(body.length, 16)
    about.writeUInt16LE(name.length, 20)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), short(VERSION), about, name, body])
    // No comment, first disk, no attributes, then where the file starts.
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\u0001\u0002'), short(VERSION), short(VERSION), about, rest, name)
    bodies.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(bodies.length, 8)
  end.writeUInt16LE(bodies.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, listed, end])
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
