import { Lock } from 'lucide-react'
import { createContext, use, type ReactNode } from 'react'

/** The fields of a form that cannot be edited, by path, and why. */
interface Locks {
  isLocked(path: string): boolean
  reason: string
}

const Context = createContext<Locks | null>(null)

/** Provides the locks to a form. */
export const LockedFields = Context.Provider

/** Returns why the field at a path cannot be edited, or undefined if it can. */
export function useLock(path: string | undefined): string | undefined {
  const locks = use(Context)
  return path !== undefined && locks?.isLocked(path) === true ? locks.reason : undefined
}

/** Controls that belong to one path. While it is locked they are disabled, with the reason below. */
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
