import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'

/** Names the server process that started a program, in the program's environment: a restart is another one. */
const KEEPER_MARK = 'FLX_KEEPER'

/**
 * Ends the programs of a server that is killed, or stands still for too long, on the same machine and within seconds. What it does
 * not reach ends at the next start of the server. A keeper that is frozen itself reaches nothing.
 */
export interface Keeper extends Disposable {
  /** For the environment of each program that is to end with this process. */
  readonly mark: Readonly<Record<string, string>>
  /** Call before a program is started. Never fails: where there is no keeper, the next start ends what is left. */
  watch(): void
  /** Ends all programs in so many milliseconds, unless it is called again before. Null: not before this process ends. */
  allow(ms: number | null): void
}

/**
 * Waits until its input ends, as it does whatever ends the server, or until the time that the server allowed last is over, which
 * it would have prolonged if it did not stand still. Then it kills everything with the mark in its environment and whatever
 * shares a process group with it. A program that is just being started has the mark a moment later, so it looks again after
 * a second. It is in a session of its own, and signals that are meant for the server do not end it before.
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

/** A shell of one megabyte, started before the first program is. On Linux only: elsewhere there is no /proc to find programs in. */
export function createKeeper(log: Log): Keeper {
  const value = randomUUID()
  let keeper: ChildProcess | undefined
  let isDisposed = false
  /** By `performance.now()`. */
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
        'No process watches over connectors: if this server is killed, they end at its next start',
      ),
    )
    // One that was killed is followed by another one.
    started.once('exit', () => (keeper = undefined))
    started.stdin?.on('error', () => undefined)
    started.unref()
    return started
  }

  const tell = (): void => {
    const seconds = allowedUntil === null ? null : Math.max(0, allowedUntil - performance.now()) / 1000
    keeper?.stdin?.write(seconds === null ? 'for-ever\n' : `within ${seconds.toFixed(2)}\n`)
  }

  return {
    mark: { [KEEPER_MARK]: value },
    watch() {
      if (process.platform !== 'linux' || isDisposed || keeper !== undefined) return
      keeper = start()
      if (allowedUntil !== null) tell()
    },
    allow(ms) {
      if (ms === null && allowedUntil === null) return
      allowedUntil = ms === null ? null : performance.now() + ms
      tell()
    },
    [Symbol.dispose]() {
      isDisposed = true
      keeper?.stdin?.end('done\n')
    },
  }
}
