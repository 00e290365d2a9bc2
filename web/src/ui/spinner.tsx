import { LoaderCircle } from 'lucide-react'

/** Decoration only: state in words beside it what is loading. */
export function Spinner({ className = 'size-4' }: { className?: string }) {
  return (
    <LoaderCircle aria-hidden className={`${className} shrink-0 animate-spin motion-reduce:animate-none`} />
  )
}
