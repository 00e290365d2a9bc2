import { changeSearch } from '#web/lib/lists/change-search.ts'
import { DayInput } from '#web/ui/fields/day-input.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { readWindow, WINDOWS, type WindowKey } from './dashboard-window.ts'
import { windowPickerWords } from './words.ts'

/** The choice of the dashboard's window, kept in the URL. */
export function WindowPicker() {
  const [parameters, setParameters] = useAddressSearch()
  const { key, fromDay, toDay } = readWindow(parameters)
  const change = (changes: Record<string, string>) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })
  const choose = (window: WindowKey) =>
    change(window === 'custom' ? { window } : { window, fromDay: '', toDay: '' })
  return (
    <div className="flex flex-wrap items-center gap-2">
      {key === 'custom' && (
        <div className="flex flex-wrap items-center gap-2 text-sm text-text-soft">
          <DayInput
            aria-label={windowPickerWords.firstDay}
            className="w-36!"
            value={fromDay}
            onChange={(day) => change({ fromDay: day })}
          />
          <span aria-hidden>–</span>
          <DayInput
            aria-label={windowPickerWords.lastDay}
            className="w-36!"
            value={toDay}
            onChange={(day) => change({ toDay: day })}
          />
        </div>
      )}
      <Segmented label={windowPickerWords.label} options={WINDOWS} chosen={key} onChoose={choose} />
    </div>
  )
}
