// A target for the bench: confirms each STATE at once, on stdout or, as the control, nowhere.
import { openSync, readFileSync, writeSync } from 'node:fs'

const { confirm } = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
const output = confirm ? 1 : openSync('/dev/null', 'w')
let rest = ''
let last = ''
for await (const chunk of process.stdin.setEncoding('utf8')) {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) {
    if (!line.startsWith('{"type":"STATE"')) continue
    last = JSON.stringify(JSON.parse(line).value)
    writeSync(output, `${last}\n`)
  }
}
if (!confirm) process.stdout.write(`${last}\n`)
