import { useQuery } from '@tanstack/react-query'

import { projects } from '#web/api/projects/projects.ts'
import { Breakable } from '#web/ui/breakable.tsx'

import { originWords } from './words.ts'

/**
 * The project that a pipeline or plugin came from, and which of its fields the project sets. Renders nothing
 * for objects made here.
 */
export function OriginNote({ id }: { id: string }) {
  const { data } = useQuery(projects.origin(id))
  const origin = data?.origin ?? null
  if (origin === null) return null
  const { place, project, fields } = origin
  return (
    <details className="mb-3 rounded-md bg-sunken px-3 py-1 text-sm text-text-soft" data-origin>
      <summary className="touch cursor-pointer rounded-sm py-0.5">
        {originWords.from(place.file, place.line, project.name)}
      </summary>
      <p className="mt-1 text-xs">{originWords.sets}:</p>
      <ul className="my-1 flex flex-wrap gap-x-3 gap-y-0.5 font-mono text-xs text-text">
        {fields.map((field) => (
          <li key={field}>
            <Breakable text={field} />
          </li>
        ))}
      </ul>
      <p className="mb-1 text-xs">{originWords.rest}</p>
    </details>
  )
}
