import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'

/** A choice among a few options side by side, such as a list's layout or a chart's unit. */
export function Segmented<K extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string
  options: readonly { key: K; label: string; icon?: LucideIcon }[]
  chosen: K
  onChoose: (key: K) => void
}) {
  return (
    <fieldset className="inline-flex rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(({ key, label, icon: Icon }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          onClick={() => onChoose(key)}
          className={clsx(
            'touch inline-flex h-6.5 items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm font-medium',
            key === chosen ? 'bg-accent-soft text-accent' : 'text-text-soft hover:text-text',
          )}
        >
          {Icon && <Icon aria-hidden className="size-4" />}
          {label}
        </button>
      ))}
    </fieldset>
  )
}
