// A tap with a known end: rows 1 … `records` of a stream with a key and of one without, a state after each chunk.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const readArgument = (name) => {
  const index = process.argv.indexOf(name)
  return index === -1 ? undefined : JSON.parse(readFileSync(process.argv[index + 1], 'utf8'))
}
const {
  records = 4000,
  chunk = 100,
  /** Between two chunks. */
  pause_ms = 40,
  discover_ms = 300,
  ignore_sigterm = false,
  /** Starts a child in its own session that ignores SIGTERM and keeps the outputs open. */
  leave_child = false,
  /** The file that records that it runs, and whether another one of the same pipeline ran at the same time. */
  alive_file = null,
} = readArgument('--config')

if (ignore_sigterm) {
  process.on('SIGTERM', () => undefined)
  // It also ignores a closed reader.
  process.stdout.on('error', () => undefined)
}
if (leave_child) {
  spawn('sh', ['-c', 'trap "" TERM; sleep 600; true'], { detached: true, stdio: 'inherit' }).unref()
}

const properties = { id: { type: 'integer' }, text: { type: 'string' } }
const streams = [
  { stream: 'keyed', keys: ['id'] },
  { stream: 'loose', keys: [] },
]
const text = 'x'.repeat(200)

if (process.argv.includes('--discover')) {
  await delay(discover_ms)
  const entries = streams.map(({ stream, keys }) => ({
    tap_stream_id: stream,
    stream,
    schema: { type: 'object', properties },
    key_properties: keys,
    metadata: [],
  }))
  process.stdout.write(JSON.stringify({ streams: entries }))
} else {
  if (alive_file !== null) {
    const otherPid = existsSync(alive_file) ? readFileSync(alive_file, 'utf8') : ''
    if (isRunning(otherPid)) appendFileSync(`${alive_file}.twice`, `${process.pid} while ${otherPid} ran\n`)
    writeFileSync(alive_file, `${process.pid}`)
  }
  const formatLine = (message) => `${JSON.stringify(message)}\n`
  const write = (lines) => new Promise((resolve) => void process.stdout.write(lines, resolve))
  const from = readArgument('--state')?.id ?? 0
  await write(
    streams
      .map(({ stream, keys }) =>
        formatLine({ type: 'SCHEMA', stream, schema: { type: 'object', properties }, key_properties: keys }),
      )
      .join(''),
  )
  for (let id = from + 1; id <= records;) {
    let lines = ''
    const last = Math.min(id + chunk - 1, records)
    for (; id <= last; id += 1) {
      for (const { stream } of streams) lines += formatLine({ type: 'RECORD', stream, record: { id, text } })
    }
    await write(lines + formatLine({ type: 'STATE', value: { id: last } }))
    await delay(pause_ms)
  }
  process.exit(0)
}

/** Alive, and one of these: the pid could belong to another program by now. */
function isRunning(pid) {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)
    return !state.startsWith('Z') && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tap.mjs')
  } catch {
    return false
  }
}
