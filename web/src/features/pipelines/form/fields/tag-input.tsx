import { useId, useState } from 'react'

import { Input, type ControlProps } from '#web/ui/fields/field.tsx'
import { RemovableChip } from '#web/ui/chips/removable-chip.tsx'
import { tagInputWords } from './words.ts'

const OF_TAGS = { remove: tagInputWords.removeTag, example: tagInputWords.example, add: tagInputWords.add }
const NONE: readonly string[] = []

/** A list of words, added with Enter or a comma and removed with their cross or Backspace. */
export function TagInput({
  control,
  tags,
  words = OF_TAGS,
  suggestions = NONE,
  disabled = false,
  onChange,
}: {
  control: ControlProps
  tags: readonly string[]
  words?: { remove: (tag: string) => string; example: string; add: string }
  suggestions?: readonly string[]
  disabled?: boolean
  onChange: (tags: string[]) => void
}) {
  const [text, setText] = useState('')
  const listId = useId()
  const add = (input: string) => {
    const parts = input.split(',').map((word) => word.trim().slice(0, 50))
    const newTags = parts.filter((word) => word !== '')
    setText('')
    if (newTags.length > 0) onChange([...new Set([...tags, ...newTags])])
  }
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {tags.map((tag) => (
        <RemovableChip
          key={tag}
          name={tag}
          removeLabel={words.remove(tag)}
          disabled={disabled}
          onRemove={(event) => {
            onChange(tags.filter((other) => other !== tag))
            event.currentTarget.closest('div')?.querySelector('input')?.focus()
          }}
        />
      ))}
      <Input
        {...control}
        value={text}
        autoComplete="off"
        disabled={disabled}
        list={suggestions.length === 0 ? undefined : listId}
        placeholder={tags.length === 0 ? words.example : words.add}
        className="w-auto! min-w-40 grow"
        onChange={({ target: { value } }) => (value.includes(',') ? add(value) : setText(value))}
        onBlur={() => add(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text.trim() !== '') {
            event.preventDefault()
            add(text)
          }
          if (event.key === 'Backspace' && text === '') onChange(tags.slice(0, -1))
        }}
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions
            .filter((suggestion) => !tags.includes(suggestion))
            .map((suggestion) => (
              <option key={suggestion}>{suggestion}</option>
            ))}
        </datalist>
      )}
    </div>
  )
}
