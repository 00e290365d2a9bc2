import { createContext, use } from 'react'

import { Button, type ButtonProps } from '../button.tsx'

/** How the dialog around closes, and why it cannot be closed now. */
export const CloseContext = createContext<{
  onClose: (() => void) | undefined
  waitReason: string | undefined
}>({ onClose: undefined, waitReason: undefined })

/** Closes the dialog in whose footer it is, unless the dialog is busy. */
export function CloseButton(props: Omit<ButtonProps, 'onClick' | 'disabledReason'>) {
  const { onClose, waitReason } = use(CloseContext)
  return <Button {...props} disabledReason={waitReason} onClick={() => onClose?.()} />
}
