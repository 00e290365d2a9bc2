import { useMutation, useQuery } from '@tanstack/react-query'
import { Radar } from 'lucide-react'

import { discoverStreams, pipelines } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'
import { streamChoiceWords } from '../words.ts'

/** A choice among the selected streams. Null means all of them. */
export function StreamChoice({
  pipelineId,
  chosen,
  error,
  onChange,
}: {
  pipelineId: string
  chosen: readonly string[] | null
  error: string | undefined
  onChange: (chosen: readonly string[] | null) => void
}) {
  const editor = useRole('editor')
  const streamsQuery = useQuery(pipelines.streams(pipelineId))
  const discovering = useMutation(discoverStreams())
  const { data } = streamsQuery
  const selected = data?.streams?.flatMap((stream) => (stream.selected ? stream.name : [])) ?? null
  const problem = discovering.error ?? (data === undefined ? null : streamsQuery.error)
  const toggle = (name: string, on: boolean) => {
    const current = chosen ?? selected ?? []
    const next = on ? [...current, name] : current.filter((other) => other !== name)
    onChange(selected !== null && selected.every((other) => next.includes(other)) ? null : next)
  }
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium text-text">{streamChoiceWords.streams}</legend>
      {data === undefined && (
        <QueryContent query={streamsQuery} errorTitle={streamChoiceWords.loadError} skeleton="h-28">
          {() => null}
        </QueryContent>
      )}
      {data !== undefined && !data.hasCatalog && (
        <p className="text-xs text-text-faint">{streamChoiceWords.noCatalogue}</p>
      )}
      {data?.hasCatalog === true && (
        <div className="space-y-2">
          {selected === null ? (
            <p className="text-xs text-text-faint">{streamChoiceWords.unknown}</p>
          ) : (
            <>
              <div className="grid max-h-48 gap-x-4 overflow-y-auto rounded-md border border-line p-2 sm:grid-cols-2">
                {selected.map((name) => (
                  <Checkbox
                    key={name}
                    label={<span className="font-mono text-xs text-text">{name}</span>}
                    checked={chosen === null || chosen.includes(name)}
                    onChange={(event) => toggle(name, event.target.checked)}
                  />
                ))}
                {selected.length === 0 && <p className="text-xs">{streamChoiceWords.noneSelected}</p>}
              </div>
              <p className="flex flex-wrap items-center gap-2 text-xs text-text-faint">
                {chosen === null ? (
                  streamChoiceWords.allSelected(selected.length)
                ) : chosen.length === 0 ? (
                  <span className="text-danger">{error}</span>
                ) : (
                  streamChoiceWords.someSelected(chosen.length, selected.length)
                )}
                {chosen !== null && chosen.length > 0 ? (
                  <Button size="small" variant="quiet" onClick={() => onChange(null)}>
                    {streamChoiceWords.all}
                  </Button>
                ) : (
                  <Button size="small" variant="quiet" onClick={() => onChange([])}>
                    {streamChoiceWords.none}
                  </Button>
                )}
              </p>
            </>
          )}
          <Button
            size="small"
            icon={Radar}
            busy={discovering.isPending}
            disabledReason={editor.allowed ? undefined : editor.reason}
            onClick={() => discovering.mutate(pipelineId)}
          >
            {selected === null ? streamChoiceWords.discover : streamChoiceWords.refresh}
          </Button>
        </div>
      )}
      {problem !== null && (
        <Notice tone="danger" className="mt-2">
          {messageOf(problem)}
        </Notice>
      )}
    </fieldset>
  )
}
