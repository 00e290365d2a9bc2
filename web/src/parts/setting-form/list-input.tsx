import { parseJson } from '@flx/shared/json/json-text'
import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { flushSync } from 'react-dom'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Input, type ControlProps } from '#web/ui/fields/field.tsx'

import { listInputWords } from './words.ts'

/** Parses a list of texts for `ListInput`. Returns null for any other JSON. */
export function textsOf(text: string): string[] | null {
  if (!text.trim().startsWith('[')) return null
  try {
    const value: unknown = parseJson(text)
    return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
      ? value
      : null
  } catch {
    return null
  }
}

/** A list of texts with one input each, in place of JSON. */
export function ListInput({
  control,
  label,
  texts,
  onTexts,
}: {
  control: ControlProps
  label: string
  texts: readonly string[]
  /** Called with [] when the list is empty. */
  onTexts: (texts: readonly string[]) => void
}) {
  const container = useRef<HTMLDivElement>(null)
  const { id, ...controlProps } = control
  const change = (next: readonly string[], focus: number) => {
    flushSync(() => onTexts(next))
    container.current?.querySelectorAll('input')[Math.max(0, focus)]?.focus()
  }
  return (
    <div ref={container} className="space-y-1.5">
      {texts.map((text, index) => (
        // Only the position distinguishes equal entries.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex gap-1">
          <Input
            {...controlProps}
            {...(index === 0 ? { id } : {})}
            aria-label={listInputWords.entry(label, index + 1)}
            value={text}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-xs"
            onChange={(event) => onTexts(texts.with(index, event.target.value))}
          />
          <IconButton
            label={listInputWords.remove(label, index + 1)}
            icon={X}
            onClick={() => change(texts.toSpliced(index, 1), index - 1)}
          />
        </div>
      ))}
      <Button
        size="small"
        variant="quiet"
        icon={Plus}
        aria-label={listInputWords.addTo(label)}
        onClick={() => change([...texts, ''], texts.length)}
      >
        {listInputWords.add}
      </Button>
    </div>
  )
}
