import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { templateBadgeWords as words } from '../words.ts'

/**
 * The template that a pipeline was made from, and whether there is a newer version. `short` uses fewer words.
 * If there is little room the name is truncated, never the version.
 */
export function TemplateBadge({
  template,
  short = false,
}: Pick<PipelineSummary, 'template'> & { short?: boolean }) {
  if (template === null || template.name === undefined || template.newest === undefined) return null
  const { id, name, version, newest } = template
  const isOutdated = newest > version
  return (
    <Link to={paths.template(id)} className="min-w-0 rounded-sm hover:underline">
      <Badge
        className="max-w-full"
        tone={isOutdated ? 'caution' : 'neutral'}
        title={isOutdated ? words.outdated(name, version, newest) : words.from(name)}
      >
        <span className="truncate">{name}</span>{' '}
        <span className="shrink-0">
          {words.version(version)}
          {isOutdated && (short ? words.newer(newest) : ` · ${words.update}`)}
        </span>
      </Badge>
    </Link>
  )
}
