import { useEffectEvent, useLayoutEffect, useRef, useState } from 'react'

import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'

import { paletteWords } from '../words.ts'
import { PaletteField, type TypedText } from './palette-field.tsx'

const { Section: CommandPalette, prepare: preparePalette } = sectionOnDemand(
  () => import('./command-palette.tsx'),
  {
    placeholder: ({ typed, onType }) => (
      <PaletteField
        typed={typed}
        busy
        onType={onType}
        onPress={(event) => {
          if (event.key === 'Enter') onType({ ...typed, enterPending: true })
        }}
      />
    ),
    bare: true,
  },
)

/** Loads the palette's code before it is opened, when the pointer or focus reaches its button. */
export { preparePalette }

/**
 * The command palette. Its field appears at once. Text typed while the rest loads is kept, and so is Enter.
 */
export function Palette({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const dialog = useModal(onClose)
  const [typed, setTyped] = useState<TypedText>({ text: '', enterPending: false })
  return (
    <dialog
      ref={dialog}
      aria-label={paletteWords.title}
      className="mx-auto mt-[12vh] mb-auto max-h-[min(34rem,76dvh)] w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-lg border border-line bg-surface-raised p-0 text-text shadow-high"
    >
      <div className="flex max-h-[inherit] flex-col">
        <CommandPalette typed={typed} onType={setTyped} onClose={onClose} onShortcuts={onShortcuts} />
      </div>
    </dialog>
  )
}

/** Opens the dialog on top of everything. Escape, the command key and a click outside close it. */
function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  const close = useEffectEvent((event: Event) => {
    event.preventDefault()
    onClose()
  })
  useLayoutEffect(() => {
    const dialog = ref.current
    const previousFocus = document.activeElement
    const click = (event: MouseEvent) => {
      // A click on the backdrop has the dialog itself as its target.
      if (event.target === dialog) close(event)
    }
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) close(event)
    }
    const cancel = (event: Event) => close(event)
    dialog?.addEventListener('cancel', cancel)
    dialog?.addEventListener('click', click)
    dialog?.addEventListener('keydown', press)
    dialog?.showModal()
    return () => {
      dialog?.removeEventListener('cancel', cancel)
      dialog?.removeEventListener('click', click)
      dialog?.removeEventListener('keydown', press)
      dialog?.close()
      if (previousFocus instanceof HTMLElement && previousFocus.isConnected) previousFocus.focus()
    }
  }, [])
  return ref
}
