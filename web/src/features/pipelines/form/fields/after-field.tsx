import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { afterFieldWords } from '../words.ts'

const DEBOUNCE_MILLISECONDS = 200

/** The pipeline after whose success this one starts, found by name. */
export function AfterField({
  after,
  error,
  onChange,
}: {
  after: string | null
  error: string | undefined
  onChange: (after: string | null) => void
}) {
  const listId = useId()
  /** The typed text. Null before the user types. */
  const [typedText, setTypedText] = useState<string | null>(null)
  const chosen = useQuery({ ...pipelines.detail(after ?? ''), enabled: after !== null })
  const search = useDebounced((typedText ?? '').trim(), DEBOUNCE_MILLISECONDS)
  const found = useInfiniteQuery({
    ...pipelines.list({ search, sort: 'name', limit: 20 }),
    enabled: typedText !== null,
    placeholderData: keepPreviousData,
  })
  const options = found.data?.pages[0]?.items ?? []
  const text = typedText ?? chosen.data?.name ?? ''
  const findOption = (name: string) => options.find((option) => option.name === name.trim())
  const isUnknown =
    typedText !== null && typedText.trim() !== '' && after === null && findOption(typedText) === undefined
  return (
    <Field
      label={afterFieldWords.label}
      error={error ?? (isUnknown ? afterFieldWords.choosePipelineFromList : undefined)}
      hint={afterFieldWords.hint}
    >
      {(control) => (
        <>
          <Input
            {...control}
            list={listId}
            value={text}
            autoComplete="off"
            placeholder={afterFieldWords.noPipeline}
            onFocus={() => setTypedText(text)}
            onChange={({ target: { value } }) => {
              setTypedText(value)
              onChange(findOption(value)?.id ?? null)
            }}
            onBlur={() => {
              const id = typedText === null ? undefined : findOption(typedText)?.id
              if (id !== undefined) onChange(id)
            }}
          />
          <datalist id={listId}>
            {options.map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
