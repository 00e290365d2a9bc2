import { Lock } from 'lucide-react'
import { createContext, use, type ReactNode } from 'react'

/** Which fields of a form cannot be edited, by their paths, and why. */
interface Locks {
  isLocked(path: string): boolean
  reason: string
}

const Context = createContext<Locks | null>(null)

/** Around a form some of whose fields are locked. */
export const LockedFields = Context.Provider

/** Why the field at a path cannot be edited; undefined where it can. */
export function useLock(path: string | undefined): string | undefined {
  const locks = use(Context)
  return path !== undefined && locks?.isLocked(path) === true ? locks.reason : undefined
}

/** Controls that belong to one path: out of reach while it is locked, with the reason below. */
export function Lockable({ path, children }: { path: string; children: ReactNode }) {
  const reason = useLock(path)
  if (reason === undefined) return children
  return (
    <fieldset disabled className="min-w-0">
      {children}
      <LockReason text={reason} />
    </fieldset>
  )
}

export function LockReason({ id, text }: { id?: string; text: string }) {
  return (
    <p id={id} className="mt-1 flex items-start gap-1 text-xs text-text-soft">
      <Lock aria-hidden className="mt-px size-3.5 shrink-0" />
      {text}
    </p>
  )
}
