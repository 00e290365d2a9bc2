import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useId, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { pipelineDraftWords } from '../words.ts'
import { afterFieldWords } from './words.ts'

const DEBOUNCE_MILLISECONDS = 200

/** The pipeline after whose success this one starts, found by name. */
export function AfterField({
  after,
  typed,
  error,
  onChange,
}: {
  after: string | null
  /** What was typed, which may not be the name of a pipeline. */
  typed: string
  error: string | undefined
  onChange: (changes: { after: string | null; afterName: string }) => void
}) {
  const listId = useId()
  const [isUsed, setUsed] = useState(typed !== '')
  const chosen = useQuery({ ...pipelines.detail(after ?? ''), enabled: after !== null })
  const text = typed === '' && after !== null ? (chosen.data?.name ?? '') : typed
  const name = text.trim()
  const search = useDebounced(name, DEBOUNCE_MILLISECONDS)
  const found = useInfiniteQuery({
    ...pipelines.list({ search, sort: 'name', limit: 20 }),
    enabled: isUsed,
    placeholderData: keepPreviousData,
  })
  const options = found.data?.pages[0]?.items ?? []
  const findOption = (wanted: string) => options.find((option) => option.name === wanted.trim())
  const choose = (value: string) => onChange({ after: findOption(value)?.id ?? null, afterName: value })
  // Whoever types a name and goes on is ahead of the answer.
  const arrivedId = after === null && name !== '' ? findOption(name)?.id : undefined
  const chooseArrived = useEffectEvent((id: string) => onChange({ after: id, afterName: typed }))
  useEffect(() => {
    if (arrivedId !== undefined) chooseArrived(arrivedId)
  }, [arrivedId])
  const isSearched = search === name && found.isSuccess && !found.isPlaceholderData
  const isUnknown = after === null && name !== '' && isSearched && arrivedId === undefined
  return (
    <Field
      label={afterFieldWords.label}
      error={error ?? (isUnknown ? pipelineDraftWords.choosePipelineFromList : undefined)}
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
            onFocus={() => setUsed(true)}
            onChange={({ target: { value } }) => choose(value)}
          />
          <datalist id={listId}>
            {options.map(({ id, name: option }) => (
              <option key={id} value={option}>
                {option}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
