import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { statistics } from '#web/api/statistics.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

/** On every page of a demonstration: most of what is seen never happened. */
export function SampleHistoryNote() {
  const { data } = useQuery(statistics.sampleHistory())
  if (data?.sampleHistory !== true) return null
  return (
    <Notice tone="caution" className="mb-4">
      This is a demonstration.{' '}
      <Link to={paths.executions({ trigger: 'sample' })} className="underline">
        Executions of the sample history
      </Link>{' '}
      were made up and never ran; all others are real.
    </Notice>
  )
}
