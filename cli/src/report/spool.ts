import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'

import { tryParseJson } from '@flx/shared/json/json-text'

/** The identity of a report, without the token. */
export interface ReportHead {
  url: string
  id: string
  key: string
  /** Name or ID. */
  pipeline: string
  startedAt: string
  host: string
  command: string[]
  /** Process ID of the reporting program. */
  pid: number
  /** The execution that the server ended while nothing could be reported, and that this one continues. */
  continues?: string
  /** Offset in the file of this execution's first line. */
  offset?: number
}

export interface CommandEnd {
  finishedAt: string
  exitCode: number | null
  signal: string | null
  startError?: string
  cancelled: boolean
  state?: string
}

export interface SpooledLine {
  at: string
  text: string
}

/** Maximum size on the disk; further lines are counted, not stored. */
const MAX_BYTES = 256 * 1024 * 1024
const READ_BYTES = 512 * 1024
const MAX_LINES = 1000

/** Returns the folder that keeps reports until the server has them. */
function spoolFolder(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_STATE_HOME'] ?? ''
  return join(base === '' ? join(env['HOME'] ?? homedir(), '.local', 'state') : base, 'flx', 'reports')
}

/** Keeps the lines of one report in a file until the server has stored them. */
export class Spool {
  readonly folder: string
  #head: ReportHead
  readonly #file: number
  #written: number
  /** Offset of the next line to send. */
  #offset = 0
  /** Its position, from 1. */
  #position = 1
  #dropped = 0

  private constructor(folder: string, head: ReportHead) {
    this.folder = folder
    this.#head = head
    this.#offset = head.offset ?? 0
    this.#file = openSync(join(folder, 'lines.jsonl'), 'a+', 0o600)
    this.#written = fstatSync(this.#file).size
  }

  /** Creates a report. Rejects if the folder cannot be written. */
  static async create(env: NodeJS.ProcessEnv, head: ReportHead): Promise<Spool> {
    const folder = join(spoolFolder(env), head.id)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    writeHead(folder, head)
    return new Spool(folder, head)
  }

  get head(): ReportHead {
    return this.#head
  }

  /**
   * Continues with a new execution, which takes the lines that the server does not have after it ended the
   * previous one.
   */
  continueAs(next: Pick<ReportHead, 'id' | 'key' | 'startedAt'>): void {
    this.#head = { ...this.#head, ...next, continues: this.#head.id, offset: this.#offset }
    this.#position = 1
    writeHead(this.folder, this.#head)
  }

  /**
   * Returns the undelivered reports for a server whose programs have ended. Without an end, the program was
   * killed.
   */
  static async left(
    env: NodeJS.ProcessEnv,
    url: string,
  ): Promise<{ spool: Spool; end: CommandEnd | undefined }[]> {
    const names = await readdir(spoolFolder(env)).catch(() => [])
    return names.flatMap((name) => {
      const folder = join(spoolFolder(env), name)
      const head = readJson<ReportHead>(join(folder, 'head.json'))
      const end = readJson<CommandEnd>(join(folder, 'end.json'))
      // On a folder shared by several machines, another machine's process cannot be checked.
      const isOver = end !== undefined || head?.host === hostname()
      return head === undefined || !isOver || head.url !== url || isAlive(head.pid)
        ? []
        : [{ spool: new Spool(folder, head), end }]
    })
  }

  get position(): number {
    return this.#position
  }

  get isEmpty(): boolean {
    return this.#offset >= this.#written
  }

  /**
   * Appends lines. Never throws: lines that cannot be stored are counted, which is reported with the next
   * stored line.
   */
  append(lines: readonly SpooledLine[]): void {
    const missing =
      this.#dropped === 0
        ? []
        : [
            {
              at: new Date().toISOString(),
              text: `${this.#dropped} lines before this could not be kept and are missing.`,
            },
          ]
    const text = [...missing, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
    const bytes = Buffer.from(text)
    try {
      if (this.#written + bytes.length > MAX_BYTES) throw new Error('The limit is reached.')
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done)
      this.#written += bytes.length
      this.#dropped = 0
    } catch {
      // The next read skips a partly written line, because it has no end.
      this.#written = fstatSync(this.#file).size
      this.#dropped += lines.length
    }
  }

  /** Returns the next lines to send with their sizes in bytes. */
  next(): { lines: SpooledLine[]; sizes: number[] } {
    const buffer = Buffer.alloc(READ_BYTES)
    const bytes = readSync(this.#file, buffer, 0, READ_BYTES, this.#offset)
    const lines: SpooledLine[] = []
    const sizes: number[] = []
    for (let from = 0; lines.length < MAX_LINES;) {
      const end = buffer.subarray(0, bytes).indexOf(0x0a, from)
      if (end === -1) break
      const line = tryParseJson(buffer.toString('utf8', from, end)) as SpooledLine | undefined
      lines.push(line ?? { at: this.head.startedAt, text: 'This line was damaged on the disk.' })
      sizes.push(end + 1 - from)
      from = end + 1
    }
    return { lines, sizes }
  }

  /** Records that the server has the first `count` of these lines. */
  sent(sizes: readonly number[], count: number): void {
    this.#offset += sizes.slice(0, count).reduce((sum, size) => sum + size, 0)
    this.#position += count
  }

  /** Stores the end for a later delivery. */
  keepEnd(end: CommandEnd): void {
    writeFileSync(join(this.folder, 'end.json'), JSON.stringify(end), { mode: 0o600 })
  }

  close(): void {
    closeSync(this.#file)
  }

  async remove(): Promise<void> {
    this.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Writes the head atomically. */
function writeHead(folder: string, head: ReportHead): void {
  const file = join(folder, 'head.json')
  writeFileSync(`${file}.new`, JSON.stringify(head), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function readJson<T>(file: string): T | undefined {
  try {
    return tryParseJson(readFileSync(file, 'utf8')) as T | undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
