/**
 * A connector that follows a scenario and records its inputs: `node stub.mjs ROLE SCENARIOS NOTES …`. A setting of its
 * configuration names its case. Notes are texts copied from the files, so that no digit is lost.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

const [role, scenarios, notes, ...args] = process.argv.slice(2)
const valueOf = (option) => {
  const index = args.indexOf(option)
  return index === -1 ? undefined : args[index + 1]
}
const textOf = (option) => {
  const path = valueOf(option)
  return path === undefined ? null : readFileSync(path, 'utf8')
}
const config = textOf('--config')
const { case: name } = JSON.parse(config)
const scenario = JSON.parse(readFileSync(join(scenarios, `${name}.json`), 'utf8'))
const discovering = args.includes('--discover')
const log = process.env['SINGER_SDK_LOG_CONFIG']

const input = []
if (role !== 'tap') {
  for await (const line of createInterface({ input: process.stdin })) input.push(line)
}
const note = {
  args: args.map((arg, index) => (index > 0 && args[index - 1].startsWith('--') ? '<file>' : arg)),
  config,
  catalog: textOf('--catalog') ?? textOf('--properties'),
  state: textOf('--state'),
  log: log !== undefined && existsSync(log) ? readFileSync(log, 'utf8') : null,
  pipelineWise: existsSync(process.env['LOGGING_CONF_FILE'] ?? ''),
  env: process.env,
  input,
}
appendFileSync(join(notes, `${name}.${discovering ? 'discovery' : role}.jsonl`), `${JSON.stringify(note)}\n`)

const write = (text) => new Promise((resolve) => process.stdout.write(text, resolve))
if (discovering) {
  await write(scenario.discovered)
  process.exit(scenario.discoveryExit)
}
if (role === 'tap') {
  await write(scenario.messages.map((line) => `${line}\n`).join(''))
  process.exit(scenario.tapExit)
}
if (role === 'mapper') {
  await write(input.map((line) => `${line}\n`).join(''))
  process.exit(0)
}
// The value of each STATE message, verbatim.
const states = input.flatMap((line) => /^\{"type":"STATE","value":(.*)\}$/.exec(line)?.[1] ?? [])
await write([...states, ...scenario.targetLines].map((line) => `${line}\n`).join(''))
process.exit(scenario.targetExit)
