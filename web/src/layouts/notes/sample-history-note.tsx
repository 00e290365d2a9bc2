import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { statistics } from '#web/api/statistics.ts'
import { useLastCount } from '#web/lib/last-count.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

import { noteWords } from '../words.ts'

/** A note on every page of a demonstration that most of its history never happened. */
export function SampleHistoryNote() {
  const { data } = useQuery(statistics.sampleHistory())
  const shown = useLastCount('sample-history', data && Number(data.sampleHistory))
  if (shown === 0) return null
  return (
    <Notice tone="caution" className="mb-4">
      {noteWords.demonstration}
      <Link to={paths.executions({ trigger: 'sample' })} className="underline">
        {noteWords.sampleHistory}
      </Link>
      {noteWords.sampleHint}
    </Notice>
  )
}
