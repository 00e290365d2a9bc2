import { Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { flushSync } from 'react-dom'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { argumentListWords } from './words.ts'

interface Argument {
  id: string
  text: string
}

/**
 * A program and its arguments with one field each. No shell reads them, so spaces and quotes have no special
 * meaning.
 */
export function ArgumentList({
  parts,
  errors,
  onChange,
}: {
  parts: readonly Argument[]
  errors: Readonly<Record<string, string>>
  onChange: (parts: readonly Argument[]) => void
}) {
  const list = useRef<HTMLOListElement>(null)
  const focusArgument = (index: number) => list.current?.querySelectorAll('input')[index]?.focus()
  const change = (next: readonly Argument[], focused: number) => {
    flushSync(() => onChange(next))
    focusArgument(focused)
  }
  const insert = (index: number, texts: readonly string[]) =>
    change(
      [
        ...parts.slice(0, index),
        ...texts.map((text) => ({ id: crypto.randomUUID(), text })),
        ...parts.slice(index),
      ],
      index + texts.length - 1,
    )
  return (
    <div>
      <ol ref={list} aria-label={argumentListWords.programAndArguments} className="space-y-2">
        {parts.map((part, index) => (
          <li key={part.id} className="flex items-start gap-1.5">
            <Field
              className="grow"
              label={
                index === 0 ? (
                  argumentListWords.program
                ) : (
                  <span className="sr-only">{argumentListWords.argument(index)}</span>
                )
              }
              required={index === 0}
              error={errors[`command.${index}`]}
              {...hintOf(part.text, index)}
            >
              {(control) => (
                <Input
                  {...control}
                  value={part.text}
                  placeholder={
                    index === 0 ? argumentListWords.programExample : argumentListWords.argumentExample
                  }
                  spellCheck={false}
                  autoComplete="off"
                  className="font-mono"
                  onChange={({ target: { value } }) =>
                    onChange(parts.map((other) => (other === part ? { ...other, text: value } : other)))
                  }
                  onKeyDown={(event) => {
                    if (event.key === 'Enter') {
                      event.preventDefault()
                      insert(index + 1, [''])
                    }
                    if (event.key === 'Backspace' && part.text === '' && index > 0) {
                      event.preventDefault()
                      change(
                        parts.filter((other) => other !== part),
                        index - 1,
                      )
                    }
                  }}
                  onPaste={(event) => {
                    const lines = event.clipboardData
                      .getData('text')
                      .split(/\r?\n/)
                      .filter((line) => line !== '')
                    if (lines.length < 2) return
                    event.preventDefault()
                    insert(index + 1, lines)
                  }}
                />
              )}
            </Field>
            {index > 0 && (
              <IconButton
                label={argumentListWords.removeArgument(index)}
                icon={Trash2}
                onClick={() =>
                  change(
                    parts.filter((other) => other !== part),
                    index - 1,
                  )
                }
              />
            )}
          </li>
        ))}
      </ol>
      <Button size="small" icon={Plus} className="mt-2" onClick={() => insert(parts.length, [''])}>
        {argumentListWords.addArgument}
      </Button>
    </div>
  )
}

/** Returns a hint if a whole command line is in one field, a common mistake. */
function hintOf(text: string, index: number): { hint?: string } {
  if (index > 0 || !/\s/.test(text.trim())) return {}
  return { hint: argumentListWords.shellHint }
}
