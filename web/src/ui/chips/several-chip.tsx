import { FilterButton, type FilterOption } from './chip.tsx'

/** A list filter that lets any of several values through. Empty means all. */
export function SeveralChip<V extends string>({
  label,
  options,
  values,
  onChange,
}: {
  label: string
  options: readonly (FilterOption & { value: V })[]
  values: readonly V[]
  onChange: (values: V[]) => void
}) {
  const chosen = options.filter(({ value }) => values.includes(value))
  const isSet = chosen.length > 0
  return (
    <FilterButton
      label={label}
      shown={isSet ? chosen.map((option) => option.label).join(', ') : undefined}
      onClear={() => onChange([])}
      items={options.map(({ value, label: word }) => ({
        key: value,
        label: word,
        checked: values.includes(value),
        several: true,
        onSelect: () =>
          onChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]),
      }))}
    />
  )
}
