import { clsx } from 'clsx'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'

import { IconButton } from './button.tsx'

interface Toast {
  id: number
  tone: 'done' | 'problem'
  message: ReactNode
}

interface Toasts {
  /** Something was done. Goes away by itself. */
  done: (message: ReactNode) => void
  /** Something failed. Stays until it is closed. */
  problem: (message: ReactNode) => void
  /** Says something to screen readers only. */
  announce: (message: string) => void
}

const ToastContext = createContext<Toasts | null>(null)
const SHOWN_MILLISECONDS = 6000
const MOST_SHOWN = 4

/** Short messages in the corner, and the live regions that read them out. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const [announcement, setAnnouncement] = useState('')
  const last = useRef(0)

  const close = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  const show = useCallback(
    (tone: Toast['tone'], message: ReactNode) => {
      last.current += 1
      const id = last.current
      setToasts((shown) => [...shown, { id, tone, message }].slice(-MOST_SHOWN))
      if (tone === 'done') setTimeout(close, SHOWN_MILLISECONDS, id)
    },
    [close],
  )
  const api = useMemo<Toasts>(
    () => ({
      done: (message) => show('done', message),
      problem: (message) => show('problem', message),
      announce: setAnnouncement,
    }),
    [show],
  )

  return (
    <ToastContext value={api}>
      {children}
      <output aria-live="polite" className="sr-only">
        {announcement}
      </output>
      <section
        aria-label="Messages"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-end gap-2 sm:bottom-4"
      >
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
      </section>
    </ToastContext>
  )
}

export function useToast(): Toasts {
  const toasts = use(ToastContext)
  if (toasts === null) throw new Error('useToast needs a ToastProvider above it')
  return toasts
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const done = toast.tone === 'done'
  const Icon = done ? CircleCheck : CircleAlert
  return (
    <div
      role={done ? undefined : 'alert'}
      className="pointer-events-auto flex w-full max-w-sm items-start gap-2 rounded-lg border border-line bg-surface-raised py-2.5 pr-2 pl-3 text-sm shadow-high"
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', done ? 'text-accent' : 'text-danger')} />
      <div className="min-w-0 grow pt-px">{toast.message}</div>
      <IconButton label="Close message" icon={X} size="small" onClick={onClose} />
    </div>
  )
}
