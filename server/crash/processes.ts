import { readdirSync, readFileSync } from 'node:fs'

/** A process that an installation started, as /proc shows it; not the product's own scan, which is under test. */
export interface StartedProcess {
  pid: number
  executionId: string
  command: string[]
}

/** Returns every living process that carries the marks of this installation. */
export function startedBy(dataDir: string): StartedProcess[] {
  const found: StartedProcess[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const environment = read(`/proc/${name}/environ`).split('\0')
    const mark = environment.find((entry) => entry.startsWith('FLX_EXECUTION_ID='))
    if (mark === undefined || !environment.includes(`FLX_INSTALLATION=${dataDir}`)) continue
    found.push({
      pid: Number(name),
      executionId: mark.slice('FLX_EXECUTION_ID='.length),
      command: read(`/proc/${name}/cmdline`).split('\0').slice(0, -1),
    })
  }
  return found
}

/** Sends `kill -9`. Returns false if the process was already gone. */
export function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
