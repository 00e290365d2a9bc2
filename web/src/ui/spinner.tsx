import { LoaderCircle } from 'lucide-react'

/** Decoration only: say in words what is under way beside it. */
export function Spinner({ className = 'size-4' }: { className?: string }) {
  return (
    <LoaderCircle aria-hidden className={`${className} shrink-0 animate-spin motion-reduce:animate-none`} />
  )
}
