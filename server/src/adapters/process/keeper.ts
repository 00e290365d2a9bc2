import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'

/** Environment variable that names the server process that started a program; it changes with each restart. */
const KEEPER_MARK = 'FLX_KEEPER'

/**
 * Ends the programs of a server that is killed, or hangs for too long, on the same machine and within seconds. What it
 * misses ends at the next start of the server. A keeper that is itself frozen ends nothing.
 */
export interface Keeper extends Disposable {
  /** Environment variables for each program that must end with this process. */
  readonly mark: Readonly<Record<string, string>>
  /** Call before a program is started. Never fails: without a keeper, the next start ends what is left. */
  watch(): void
  /** Ends all programs in `ms` milliseconds, unless called again before then. Null: not before this process ends. */
  setDeadline(ms: number | null): void
}

/**
 * Waits until its input ends, as it does however the server ends, or until the time that the server allowed last is
 * over, which a server that does not hang would have extended. Then it kills every process with the mark in its
 * environment, and all processes in the same groups. A program that is just being started has the mark only a moment
 * later, so it looks again after a second. It runs in its own session, so that signals meant for the server do not end
 * it earlier.
 */
const SCRIPT = `
trap '' HUP INT TERM
mark=$1
end_all() {
  looks=0
  quiet=0
  while [ $quiet -lt 3 ] && [ $looks -lt 60 ]; do
    looks=$((looks + 1))
    quiet=$((quiet + 1))
    for file in $(grep -lF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
      quiet=0
      pid=\${file#/proc/}
      pid=\${pid%/environ}
      group=
      { read -r stat <"/proc/$pid/stat" && set -- \${stat##*) } && group=$3; } 2>/dev/null
      [ "\${group:-0}" -gt 1 ] && kill -s KILL "-$group" 2>/dev/null
      kill -s KILL "$pid" 2>/dev/null
    done
    sleep 1
  done
}
after() {
  sleep "$1" &
  nap=$!
  trap 'kill -s KILL $nap 2>/dev/null; exit' USR1
  wait $nap || exit
  trap exit USR1
  end_all
}
timer=
while read -r word seconds; do
  if [ -n "$timer" ]; then
    kill -s USR1 $timer 2>/dev/null
    wait $timer 2>/dev/null
    timer=
  fi
  case $word in
  done) exit ;;
  within)
    after "$seconds" &
    timer=$!
    ;;
  esac
done
[ -n "$timer" ] && kill -s USR1 $timer 2>/dev/null
end_all
`

/**
 * Creates a keeper: a shell of one megabyte, started before the first program. Linux only: elsewhere there is no /proc
 * in which to find programs.
 */
export function createKeeper(log: Log): Keeper {
  const value = randomUUID()
  let keeper: ChildProcess | undefined
  let isDisposed = false
  /** In the time of `performance.now()`. */
  let allowedUntil: number | null = null

  function start(): ChildProcess {
    const started = spawn('/bin/sh', ['-c', SCRIPT, 'flx-keeper', `${KEEPER_MARK}=${value}`], {
      cwd: '/',
      env: { PATH: process.env['PATH'] },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    started.on('error', (error) =>
      log.warn(
        { error: messageOf(error) },
        'No process watches the connectors: if this server is killed, they are stopped at its next start',
      ),
    )
    // If the keeper is killed, another one is started in its place.
    started.once('exit', () => (keeper = undefined))
    started.stdin?.on('error', () => undefined)
    started.unref()
    return started
  }

  const sendDeadline = (): void => {
    const seconds = allowedUntil === null ? null : Math.max(0, allowedUntil - performance.now()) / 1000
    keeper?.stdin?.write(seconds === null ? 'for-ever\n' : `within ${seconds.toFixed(2)}\n`)
  }

  return {
    mark: { [KEEPER_MARK]: value },
    watch() {
      if (process.platform !== 'linux' || isDisposed || keeper !== undefined) return
      keeper = start()
      if (allowedUntil !== null) sendDeadline()
    },
    setDeadline(ms) {
      if (ms === null && allowedUntil === null) return
      allowedUntil = ms === null ? null : performance.now() + ms
      sendDeadline()
    },
    [Symbol.dispose]() {
      isDisposed = true
      keeper?.stdin?.end('done\n')
    },
  }
}
