// An extractor that plays a recorded stream: node player.mjs --config {"file": …}.
import { createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const { file } = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
await pipeline(createReadStream(file), process.stdout)
