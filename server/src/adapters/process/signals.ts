/** Sends a signal to a process group; false if the group does not exist. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  return send(-group, signal)
}

/** Sends a signal to one process; false if it is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  return send(pid, signal)
}

function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal)
  } catch {
    // ESRCH: gone. EPERM: belongs to another user, so it is not ours.
    return false
  }
}
