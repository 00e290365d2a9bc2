// A mapper that changes nothing and records what passes through: node recorder.mjs --config {"folder": …}, one file for each execution.
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const { folder } = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
mkdirSync(folder, { recursive: true })
const file = createWriteStream(join(folder, `${readdirSync(folder).length + 1}.jsonl`))
await pipeline(
  process.stdin,
  async function* (chunks) {
    for await (const chunk of chunks) {
      if (!file.write(chunk)) await new Promise((resolve) => file.once('drain', resolve))
      yield chunk
    }
  },
  process.stdout,
)
await new Promise((resolve) => file.end(resolve))
