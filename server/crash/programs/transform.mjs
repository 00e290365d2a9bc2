// A slow transform.
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
if (config.ignore_sigterm) process.on('SIGTERM', () => undefined)
console.log('transforming')
await delay(config.take_ms ?? 900)
