// A Singer tap for the browser tests, controlled by its config.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const at = process.argv.indexOf('--config')
const config = JSON.parse(readFileSync(process.argv[at + 1], 'utf8'))
const schema = { type: 'object', properties: { id: { type: 'integer' } } }
if (process.argv.includes('--discover')) {
  console.log(
    JSON.stringify({
      streams: [{ tap_stream_id: 'numbers', stream: 'numbers', schema, key_properties: ['id'] }],
    }),
  )
  process.exit()
}
// A tap that ignores both SIGTERM and a closed reader.
if (config.deaf) {
  process.on('SIGTERM', () => {})
  process.stdout.on('error', () => {})
}
/** A unique word for each number: lines that differ only in numbers are folded. */
const lettersOf = (number) => number.toString(2).replaceAll('0', 'x').replaceAll('1', 'y')
const write = (message) =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, resolve))
await write({ type: 'SCHEMA', stream: 'numbers', schema, key_properties: ['id'] })
for (let line = 1; line <= (config.log_lines ?? 0); line++)
  process.stderr.write(`INFO line number ${line}${config.varied ? ` ${lettersOf(line)}` : ''}\n`)
for (let id = 1; id <= (config.records ?? 10); id++) {
  await write({ type: 'RECORD', stream: 'numbers', record: { id } })
  if (config.pause_ms) await wait(config.pause_ms)
  if (config.fail_after === id) {
    process.stderr.write('ERROR 401 Unauthorized: the key was revoked\n')
    process.exit(1)
  }
}
