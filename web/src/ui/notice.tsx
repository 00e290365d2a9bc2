import { clsx } from 'clsx'
import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Tone = 'info' | 'caution' | 'danger'

const LOOKS: Record<Tone, { icon: LucideIcon; className: string }> = {
  info: { icon: Info, className: 'bg-accent-soft text-accent' },
  caution: { icon: TriangleAlert, className: 'bg-caution-soft text-caution' },
  danger: { icon: CircleAlert, className: 'bg-danger-soft text-danger' },
}

/** A message within the page. Screen readers announce a `danger` at once. */
export function Notice({
  tone = 'info',
  children,
  className,
}: {
  tone?: Tone
  children: ReactNode
  className?: string
}) {
  const { icon: Icon, className: colors } = LOOKS[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx('flex items-start gap-2 rounded-md px-3 py-2 text-sm', colors, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  )
}
