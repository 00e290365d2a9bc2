import { objectiveProblem } from '@flx/shared/pipelines/objectives'

import { objectiveFieldWords as words } from '../../objectives/words.ts'
import type { PipelineBody } from './pipeline-body.ts'

type Objectives = Pick<PipelineBody, 'successObjective' | 'freshnessObjective' | 'objectiveDays'>

/** Objectives as entered. Empty means none. */
export interface ObjectivesDraft {
  success: string
  freshness: string
  days: string
}

export const objectivesDraftOf = (body: Objectives): ObjectivesDraft => ({
  success: body.successObjective?.toString() ?? '',
  freshness: body.freshnessObjective?.toString() ?? '',
  days: String(body.objectiveDays),
})

/** Parses the entered objectives, with the errors by field. */
export function objectivesOf(
  draft: ObjectivesDraft,
  hasTarget: boolean,
): { objectives: Objectives; errors: Record<string, string> } {
  const errors: Record<string, string> = {}
  const parsePercent = (field: 'successObjective' | 'freshnessObjective', text: string): number | null => {
    const value = text.trim().replace(/\s*%$/, '').replace(',', '.')
    if (value === '') return null
    if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
    errors[field] = words.number
    return null
  }
  const objectives = {
    successObjective: parsePercent('successObjective', draft.success),
    freshnessObjective: parsePercent('freshnessObjective', draft.freshness),
    objectiveDays: Number(draft.days),
  }
  if (!/^\d+$/.test(draft.days.trim())) errors['objectiveDays'] = words.wholeDays
  const problem = objectiveProblem({ ...objectives, freshnessTargetSeconds: hasTarget ? 1 : null })
  if (problem !== null) errors['freshnessObjective'] = problem
  return { objectives, errors }
}
