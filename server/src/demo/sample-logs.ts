import type { LogLevel, LogLine, LogSource } from '@flx/shared/logs/log'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/executions/execution-status'

import { createRandom, type Random } from './random.ts'
import type { SampleExecution } from './sample-history.ts'

const NOTICE = 'Sample history: this execution was made up for the demonstration. Nothing ran.'
/** Same size as in the log store. */
const CHUNK_CHARACTERS = 65_536

const STREAMS: Record<string, readonly string[]> = {
  'tap-shop': ['orders', 'order_items', 'customers', 'refunds'],
  'tap-crm': ['contacts', 'companies', 'deals'],
  'tap-billing': ['invoices', 'invoice_lines', 'payments'],
  'tap-support': ['tickets', 'ticket_comments', 'agents'],
  'tap-ads': ['campaigns', 'ad_groups', 'daily_spend'],
  'tap-erp': ['stock_levels', 'movements', 'locations'],
  'tap-hr': ['employees', 'absences', 'departments'],
  'tap-web-analytics': ['visits', 'page_views'],
}

/** Returns the streams of a sample; the first has most of the records. */
export const streamsOf = (extractor: string): readonly string[] => STREAMS[extractor] ?? ['records']

interface Trouble {
  /** The end of the traceback. */
  exception: string
  frames: readonly (readonly [file: string, line: number, name: string, code: string])[]
  retried: boolean
}

/** For the story of failures: a field that a new version of a program expects. */
const ADDRESS = [
  ['tap/streams.py', 188, 'post_process', 'row["address"] = row.pop(self.address_key)'],
] as const

const REQUEST = [
  ['singer_sdk/streams/rest.py', 262, '_request', 'self.validate_response(response)'],
  ['singer_sdk/streams/rest.py', 179, 'validate_response', 'raise FatalAPIError(msg)'],
] as const

/** How a program logs a reason of the history, by the beginning of the reason. */
const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ['KeyError', { exception: 'KeyError', frames: ADDRESS, retried: false }],
  ['401', { exception: 'singer_sdk.exceptions.FatalAPIError', frames: REQUEST, retried: false }],
  ['429', { exception: 'singer_sdk.exceptions.RetriableAPIError', frames: REQUEST, retried: true }],
  ['503', { exception: 'singer_sdk.exceptions.RetriableAPIError', frames: REQUEST, retried: true }],
  [
    'connection reset',
    {
      exception: 'requests.exceptions.ConnectionError',
      frames: [['urllib3/connectionpool.py', 787, 'urlopen', 'response = self._make_request(']],
      retried: true,
    },
  ],
  [
    'schema changed',
    {
      exception: 'KeyError',
      frames: [['tap/streams.py', 118, 'post_process', 'row["cost_center"] = row.pop("cost_center")']],
      retried: false,
    },
  ],
  [
    'No space left',
    {
      exception: 'OSError: [Errno 28]',
      frames: [['tap/buffer.py', 41, 'write', 'self.file.write(line)']],
      retried: false,
    },
  ],
  [
    'invalid literal',
    {
      exception: 'ValueError',
      frames: [['tap/types.py', 63, 'to_integer', 'return int(value)']],
      retried: false,
    },
  ],
  [
    'certificate',
    {
      exception: 'ssl.SSLCertVerificationError',
      frames: [['ssl.py', 1319, 'do_handshake', 'self._sslobj.do_handshake()']],
      retried: true,
    },
  ],
]

/**
 * Returns the log of a sample. A short one says that the execution is a sample; a long one reads like that of a real
 * program.
 */
export function sampleLog(
  sample: Pick<
    SampleExecution,
    'pipeline' | 'status' | 'records' | 'durationMs' | 'fullRefresh' | 'errorMessage' | 'detailed'
  >,
  startedAt: number,
  { seed, version }: { seed: number; version: string },
): LogLine[] {
  const lines: LogLine[] = []
  const random = createRandom(seed)
  let at = startedAt
  const write = (source: LogSource, level: LogLevel, text: string) =>
    lines.push({ line: lines.length + 1, at: new Date(at).toISOString(), source, level, text })
  write('system', 'info', NOTICE)
  if (!sample.detailed) return lines
  const { extractor, loader } = sample.pipeline
  const streams = streamsOf(extractor)
  const pages = 60 + Math.floor(random.next() * 160)
  const pagesOf = (index: number) => Math.max(3, Math.round(pages / (index + 1)))
  const steps = streams.reduce((sum, _stream, index) => sum + 1 + pagesOf(index), 0)
  const end = startedAt + sample.durationMs
  const advance = () => (at = Math.min(end, at + (sample.durationMs / steps) * (0.5 + random.next())))
  write('system', 'info', `Extracting with ${extractor}, loading with ${loader}`)
  write('extractor', 'info', `INFO ${extractor} v${version}, Meltano SDK v0.41.0`)
  write('extractor', 'info', `INFO Skipping parse of env var settings...`)
  write('loader', 'info', `INFO ${loader}: target started`)
  for (const [index, stream] of streams.entries()) {
    advance()
    const isCutShort = sample.status !== 'success' && index === streams.length - 1
    const mode = sample.fullRefresh ? 'FULL_TABLE' : 'INCREMENTAL'
    write('extractor', 'info', `INFO Beginning ${mode} sync of '${stream}'...`)
    if (index === 0) write('loader', 'info', `INFO Initializing '${loader}' sink for '${stream}'`)
    for (let page = 1; page <= pagesOf(index); page++) {
      advance()
      extract(write, random, stream, page)
    }
    if (isCutShort) break
    const records = Math.round(sample.records / 2 ** (index + 1))
    write(
      'extractor',
      'info',
      `INFO METRIC: {"type": "counter", "metric": "record_count", "value": ${records}, "tags": {"stream": "${stream}"}}`,
    )
    write('loader', 'info', `INFO Drained '${stream}': ${records} rows upserted`)
  }
  at = end
  if (sample.status === 'cancelled') write('system', 'warning', 'Cancelled: asked the programs to stop')
  else if (sample.errorMessage !== null) fail(write, sample, sample.errorMessage, streams.at(-1) ?? '')
  write(
    'system',
    'info',
    sample.status === 'success'
      ? 'The execution succeeded'
      : `The execution ${sample.status === 'failed' ? 'failed' : 'was cancelled'}`,
  )
  return lines
}

type Write = (source: LogSource, level: LogLevel, text: string) => void

/** Writes a page of records, and now and then related messages. */
function extract(write: Write, random: Random, stream: string, page: number): void {
  const seconds = (0.1 + random.next() * 1.4).toFixed(3)
  write(
    'extractor',
    'info',
    `INFO METRIC: {"type": "timer", "metric": "http_request_duration", "value": ${seconds}, "tags": {"endpoint": "/${stream}", "http_status_code": 200, "status": "succeeded"}}`,
  )
  const dice = random.next()
  if (dice < 0.02) {
    write(
      'extractor',
      'warning',
      `WARNING Backing off ${(0.5 + random.next() * 8).toFixed(1)} seconds after the first try of calling function _request: 429 Client Error for path: /${stream}?page=${page}`,
    )
  } else if (dice < 0.04) {
    write(
      'extractor',
      'warning',
      `WARNING Property 'legacy_id' was present in the '${stream}' stream but not found in catalog schema. Ignoring.`,
    )
  } else if (dice < 0.12) {
    write('loader', 'info', `INFO Target sink for '${stream}' is full. Current size is '10000'. Draining...`)
  } else if (dice < 0.16) {
    write('extractor', 'debug', `DEBUG Cursor of /${stream}: page=${page + 1}`)
  }
}

/** Writes the traceback that ends a failed execution. */
function fail(
  write: Write,
  { pipeline }: Pick<SampleExecution, 'pipeline'>,
  message: string,
  stream: string,
): void {
  const reason = message.slice(message.indexOf(': ') + 2)
  const trouble = TROUBLES.find(([beginning]) => reason.startsWith(beginning))?.[1]
  const { exception, frames, retried } = trouble ?? { exception: 'RuntimeError', frames: [], retried: false }
  if (retried) {
    for (const tries of [1, 2, 3, 4]) {
      write(
        'extractor',
        'warning',
        `WARNING Backing off ${2 ** tries}.0 seconds after ${tries} tries calling function _request: ${reason}`,
      )
    }
    write('extractor', 'error', `ERROR Giving up _request(...) after 5 tries`)
  }
  write('extractor', 'error', `CRITICAL An unhandled error occurred while syncing '${stream}'`)
  write('extractor', 'error', 'Traceback (most recent call last):')
  const name = pipeline.extractor.replaceAll('-', '_')
  const all = [
    [`bin/${pipeline.extractor}`, 8, '<module>', 'sys.exit(cli())'],
    ['singer_sdk/tap_base.py', 512, 'sync_all', 'stream.sync()'],
    ['singer_sdk/streams/core.py', 1342, '_sync_records', 'for record in self.get_records(context):'],
    ...frames.map(([file, ...rest]) => [file.replace(/^tap\//, `${name}/`), ...rest] as const),
  ] as const
  for (const [file, line, place, code] of all) {
    write('extractor', 'error', `  File "site-packages/${file}", line ${line}, in ${place}`)
    write('extractor', 'error', `    ${code}`)
  }
  write('extractor', 'error', reason.startsWith(exception) ? reason : `${exception}: ${reason}`)
  write('system', 'error', message)
}

/** A chunk of a stored log. */
export interface LogChunk {
  firstLine: number
  lastLine: number
  size: number
  levels: number
  sources: number
  body: string
}

/** Splits lines into chunks as the log store does. */
export function* chunksOf(lines: readonly LogLine[]): Generator<LogChunk> {
  let from = 0
  while (from < lines.length) {
    let body = ''
    let levels = 0
    let sources = 0
    let to = from
    for (; to < lines.length && (to === from || body.length < CHUNK_CHARACTERS); to++) {
      const line = lines[to]
      if (line === undefined) break
      body += `${line.at}\t${line.source}\t${line.level}\t${line.text}\n`
      levels |= 1 << LOG_LEVELS.indexOf(line.level)
      sources |= 1 << LOG_SOURCES.indexOf(line.source)
    }
    yield { firstLine: from + 1, lastLine: to, size: Buffer.byteLength(body), levels, sources, body }
    from = to
  }
}

/** Returns the lines that explain a failure, as an execution stores them. */
export const errorLinesOf = (lines: readonly LogLine[]): LogLine[] =>
  lines.filter(({ level, source }) => level === 'error' && source !== 'system').slice(-20)
