import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { IconButton } from './button.tsx'
import { copyButtonWords } from './words.ts'

/** Preformatted text, scrollable by keyboard, with a copy button. */
export function CodeBlock({ label, text, wrap = false }: { label: string; text: string; wrap?: boolean }) {
  return (
    <section aria-label={label} className="relative rounded-md border border-line bg-sunken">
      <pre
        // A scrolling box must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={`max-h-96 overflow-auto p-3 pr-11 font-mono text-xs/5 ${wrap ? 'whitespace-pre-wrap' : ''}`}
      >
        <code>{text}</code>
      </pre>
      <CopyButton text={text} className="absolute top-1.5 right-1.5 bg-sunken" />
    </section>
  )
}

/** A button that copies `text` and shows a tick for a moment. */
export function CopyButton({
  text,
  label = copyButtonWords.copy,
  className,
}: {
  text: string
  label?: string
  className?: string
}) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(setCopied, 1500, false)
  }
  return (
    <IconButton
      label={copied ? copyButtonWords.copied : label}
      icon={copied ? Check : Copy}
      size="small"
      onClick={() => void copy()}
      {...(className === undefined ? {} : { className })}
    />
  )
}
