import type { LineagePipeline } from '@flx/shared/lineage/lineage'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { toolWords } from '../words.ts'

/**
 * The name of a pipeline, linked to its page. A job of another tool is shown with its tool, and links to its
 * lineage.
 */
export function MoverName({
  mover: { id, name, tool },
  className = '',
  showsTool = true,
}: {
  mover: Pick<LineagePipeline, 'id' | 'name' | 'tool'>
  className?: string
  /** False if the tool is already named nearby. */
  showsTool?: boolean
}) {
  if (tool === null) {
    return (
      <Link to={paths.pipeline(id)} className={`text-accent hover:underline ${className}`}>
        {name}
      </Link>
    )
  }
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-1.5">
      <Link
        to={paths.lineage({ pipeline: id })}
        className={`break-all text-accent hover:underline ${className}`}
      >
        {name}
      </Link>
      {showsTool && <ToolBadge tool={tool} />}
    </span>
  )
}

/** Marks what another tool reported. */
export function ToolBadge({ tool }: { tool: string }) {
  return <Badge title={toolWords.reportedBy(tool)}>{tool}</Badge>
}
