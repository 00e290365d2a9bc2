import { useQueryClient } from '@tanstack/react-query'
import { Gauge } from 'lucide-react'
import { useNavigate } from 'react-router'

import { statistics } from '#web/api/statistics.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/states.tsx'

import { FirstPipelines } from '#web/parts/first-pipelines.tsx'
import { firstStepsWords } from './words.ts'

/** Shown in a new installation, which has no figures yet. */
export function FirstSteps() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const onAdded = () => {
    void queries.invalidateQueries({ queryKey: statistics.all })
    void navigate(paths.pipelines())
  }
  return (
    <Card>
      <EmptyState
        icon={Gauge}
        title={firstStepsWords.nothingToShowYet}
        actions={<FirstPipelines onAdded={onAdded} />}
      >
        {firstStepsWords.hint}
      </EmptyState>
    </Card>
  )
}
