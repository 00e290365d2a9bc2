/** Message from the parent: continue from now, or stop and report. */
export type ReadersOrder = 'read' | 'stop'
/** The figures since the last order to read. */
export interface ReadersReport {
  /** Milliseconds of each answer. */
  times: number[]
  refused: number
  failed: number
}

/**
 * A separate process, so that the cost of sending requests is not the server's: each session reads one list after the
 * other continuously. Arguments: the server's address, then one cookie per reader.
 */
const [url = '', ...cookies] = process.argv.slice(2)
const LISTS = ['/executions?limit=50', '/pipelines?limit=50', '/executions?status=success&limit=20']

let reading = false
let report: ReadersReport = { times: [], refused: 0, failed: 0 }
let round = Promise.resolve()

async function readUntilStopped(cookie: string): Promise<void> {
  for (let turn = 0; reading; turn += 1) {
    const began = performance.now()
    const response = await fetch(`${url}/api${LISTS[turn % LISTS.length]}`, { headers: { cookie } })
    await response.arrayBuffer()
    report.times.push(performance.now() - began)
    if (response.status === 429 || response.status === 503) report.refused += 1
    else if (!response.ok) report.failed += 1
  }
}

process.on('message', (order: ReadersOrder) => {
  if (order === 'read') {
    report = { times: [], refused: 0, failed: 0 }
    reading = true
    round = Promise.all(cookies.map(readUntilStopped)).then(() => undefined)
    return
  }
  reading = false
  void round.then(() => process.send?.(report))
})
process.on('disconnect', () => process.exit())
