import { X } from 'lucide-react'

import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { momentAt, wallOf } from '#web/lib/time/wall-time.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Input } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { DEPTHS, type Depth, type LineageSearch } from './lineage-search.ts'
import { lineageWords as words } from './words.ts'

type Change = (changes: Record<string, string | undefined>) => void

const DEPTH_OPTIONS = DEPTHS.map((key) => ({ key, label: words.depth(key === 'all' ? 'all' : Number(key)) }))

/** The choices of range, detail and moment. */
export function LineageToolbar({
  search,
  moment,
  onChange,
}: {
  search: LineageSearch
  /** The moment shown, null for the present. */
  moment: string | null
  onChange: Change
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <DepthChoice label={words.upstream} chosen={search.up} onChoose={(up) => onChange({ up })} />
      <DepthChoice label={words.downstream} chosen={search.down} onChoose={(down) => onChange({ down })} />
      <MomentField search={search} moment={moment} onChange={onChange} />
      <span className="grow" />
      {search.view === 'picture' && (
        <Segmented
          label={words.detail}
          options={[
            { key: 'tables', label: words.tables },
            { key: 'columns', label: words.columns },
            { key: 'pipelines', label: words.pipelines },
          ]}
          chosen={search.detail}
          onChoose={(show) => onChange({ show })}
        />
      )}
      <span className="max-sm:hidden">
        <Segmented
          label={words.view}
          options={[
            { key: 'picture', label: words.picture },
            { key: 'list', label: words.list },
          ]}
          chosen={search.view}
          onChoose={(view) => onChange({ view })}
        />
      </span>
    </div>
  )
}

function DepthChoice({
  label,
  chosen,
  onChoose,
}: {
  label: string
  chosen: Depth
  onChoose: (depth: Depth) => void
}) {
  return (
    <span className="inline-flex items-center gap-2 text-sm text-text-soft">
      <span aria-hidden>{label}</span>
      <Segmented label={label} options={DEPTH_OPTIONS} chosen={chosen} onChoose={onChoose} />
    </span>
  )
}

/** The choice of the moment, in the zone of the page. */
function MomentField({
  search,
  moment,
  onChange,
}: {
  search: LineageSearch
  moment: string | null
  onChange: Change
}) {
  const zone = useTimeZone()
  const isPast = search.moment.at !== undefined || search.moment.execution !== undefined
  return (
    <span className="inline-flex items-center gap-2 text-sm text-text-soft">
      <label className="inline-flex items-center gap-2 whitespace-nowrap">
        {words.chooseTime}
        <Input
          type="datetime-local"
          className="w-52"
          value={moment === null ? '' : wallOf(moment, zone)}
          title={moment === null ? undefined : formatDateTime(moment, zone)}
          onChange={({ target }) =>
            onChange({ at: momentAt(target.value, zone), execution: undefined, expand: undefined })
          }
        />
      </label>
      {isPast && (
        <IconButton
          label={words.backToNow}
          icon={X}
          onClick={() => onChange({ at: undefined, execution: undefined })}
        />
      )}
    </span>
  )
}
