import { clsx } from 'clsx'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { useHotkeys } from '#web/lib/browser/hotkeys.ts'
import { buttonClass } from '#web/ui/button.tsx'

const SHOWN_MILLISECONDS = 3000

/** The way out: Escape, or a link that is visible while the pointer moves or the link has the focus. */
export function ExitLink({ to, label }: { to: string; label: string }) {
  const navigate = useNavigate()
  const isMoving = useMovingPointer()
  useHotkeys({ Escape: () => void navigate(to) })
  return (
    <Link
      to={to}
      className={buttonClass({
        className: clsx(
          'fixed right-8 bottom-8 z-10 h-auto! px-6! py-3! text-2xl! transition-opacity focus-visible:opacity-100',
          isMoving ? 'opacity-100' : 'pointer-events-none opacity-0',
        ),
      })}
    >
      {label}
    </Link>
  )
}

/** Reports whether the pointer has moved recently. The pointer itself is hidden otherwise. */
function useMovingPointer(): boolean {
  const [isMoving, setIsMoving] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const move = () => {
      setIsMoving(true)
      clearTimeout(timer)
      timer = setTimeout(() => setIsMoving(false), SHOWN_MILLISECONDS)
    }
    addEventListener('pointermove', move)
    return () => {
      clearTimeout(timer)
      removeEventListener('pointermove', move)
    }
  }, [])
  useEffect(() => {
    document.documentElement.style.cursor = isMoving ? '' : 'none'
    return () => {
      document.documentElement.style.cursor = ''
    }
  }, [isMoving])
  return isMoving
}
