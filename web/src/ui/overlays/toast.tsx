import { clsx } from 'clsx'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

import { Button, IconButton } from '../button.tsx'
import { toastWords } from '../words.ts'

interface Toast {
  id: number
  tone: 'done' | 'problem'
  message: ReactNode
  undo: (() => void) | undefined
}

interface Toasts {
  /** Reports success. `undo` reverts the action. Disappears on its own. */
  done: (message: ReactNode, undo?: () => void) => void
  /** Reports a failure. Stays until it is closed. */
  problem: (message: ReactNode) => void
  /** Announces something to screen readers only. */
  announce: (message: string) => void
}

const ToastContext = createContext<Toasts | null>(null)
const SlotContext = createContext<HTMLElement | null>(null)
const DialogContext = createContext<(dialog: HTMLElement) => () => void>(() => () => undefined)
const PLACE = 'pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-end gap-2 sm:bottom-4'
const SHOWN_MILLISECONDS = 6000
/** Longer if there is something to decide. */
const UNDO_MILLISECONDS = 10_000
const MAX_SHOWN = 4

/** Short messages in the corner, and the live regions that announce them. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const [announcement, setAnnouncement] = useState('')
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [dialogs, setDialogs] = useState<readonly HTMLElement[]>([])
  const lastId = useRef(0)

  const close = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  const show = useCallback(
    (tone: Toast['tone'], message: ReactNode, undo?: () => void) => {
      lastId.current += 1
      const id = lastId.current
      setToasts((shown) => [...shown, { id, tone, message, undo }].slice(-MAX_SHOWN))
      if (tone !== 'done') return
      setTimeout(close, undo === undefined ? SHOWN_MILLISECONDS : UNDO_MILLISECONDS, id)
    },
    [close],
  )
  const addDialog = useCallback((dialog: HTMLElement) => {
    setDialogs((open) => [...open, dialog])
    return () => setDialogs((open) => open.filter((other) => other !== dialog))
  }, [])
  const toastApi = useMemo<Toasts>(
    () => ({
      done: (message, undo) => show('done', message, undo),
      problem: (message) => show('problem', message),
      announce: setAnnouncement,
    }),
    [show],
  )

  const topDialog = dialogs.at(-1)
  const cards = toasts.map((toast) => (
    <ToastCard key={toast.id} toast={toast} onClose={() => close(toast.id)} />
  ))

  return (
    <ToastContext value={toastApi}>
      <DialogContext value={addDialog}>
        <SlotContext value={slot}>{children}</SlotContext>
      </DialogContext>
      <output aria-live="polite" className="sr-only">
        {announcement}
      </output>
      <section
        aria-label={toastWords.messages}
        aria-live="polite"
        className={`${PLACE} max-sm:[body:has([data-bulk-bar])_&]:bottom-52`}
      >
        <div ref={setSlot} className="contents" />
        {topDialog === undefined && cards}
      </section>
      {topDialog !== undefined &&
        // Everything outside of a modal dialog is covered and cannot be pressed.
        createPortal(
          <div aria-live="polite" className={PLACE}>
            {cards}
          </div>,
          topDialog,
        )}
    </ToastContext>
  )
}

/** Puts cards among the messages. They stay until their component unmounts. */
export function ToastSlot({ children }: { children: ReactNode }) {
  const slot = use(SlotContext)
  return slot === null ? null : createPortal(children, slot)
}

/** Returns the function with which a modal dialog takes the messages in while it is open. Call its result at the end. */
export const useTakeToasts = (): ((dialog: HTMLElement) => () => void) => use(DialogContext)

/** Returns the functions that show messages. */
export function useToast(): Toasts {
  const toasts = use(ToastContext)
  if (toasts === null) throw new Error('useToast needs a ToastProvider above it')
  return toasts
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const isDone = toast.tone === 'done'
  const Icon = isDone ? CircleCheck : CircleAlert
  return (
    <div
      role={isDone ? undefined : 'alert'}
      className="pointer-events-auto flex w-full max-w-sm items-start gap-2 rounded-lg border border-line bg-surface-raised py-2.5 pr-2 pl-3 text-sm shadow-high"
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', isDone ? 'text-accent' : 'text-danger')} />
      <div className="min-w-0 grow pt-px">{toast.message}</div>
      {toast.undo !== undefined && (
        <Button
          size="small"
          onClick={() => {
            toast.undo?.()
            onClose()
          }}
        >
          {toastWords.undo}
        </Button>
      )}
      <IconButton label={toastWords.dismiss} icon={X} size="small" onClick={onClose} />
    </div>
  )
}
