import { Notice } from './notice.tsx'
import { Badge } from './status/badge.tsx'
import { damageWords } from './words.ts'

/**
 * Lists the fields that the database could not read, or nothing if it could read all. `remedy` says what to
 * do.
 */
export function DamageNotice({
  damaged,
  remedy,
}: {
  damaged?: readonly string[] | undefined
  remedy?: string
}) {
  if (damaged === undefined || damaged.length === 0) return null
  return (
    <Notice tone="danger" className="mb-4">
      {damageWords.leftOut(damaged.join(', '))}
      {remedy ?? damageWords.remedy(damaged.length)}
    </Notice>
  )
}

/** A badge in a row of a list whose fields the database could not all read. */
export function DamageBadge({ damaged }: { damaged?: readonly string[] | undefined }) {
  if (damaged === undefined || damaged.length === 0) return null
  return (
    <span className="ml-2">
      <Badge title={damageWords.hint(damaged.join(', '))}>{damageWords.damaged}</Badge>
    </span>
  )
}
