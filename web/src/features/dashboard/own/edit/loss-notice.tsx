import type { Dashboard } from '@flx/shared/dashboards/dashboard'

import { isProblem } from '#web/api/core/problem.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { useDuplicate } from '../dashboard-actions.ts'
import { editorWords as words } from '../words.ts'

/** Why an edited dashboard can no longer be saved. */
export type Loss = 'gone' | 'withdrawn'

/** Returns why a request's error means that the edited dashboard is lost, or null. */
export function lossReason(error: unknown): Loss | null {
  if (isProblem(error, 404)) return 'gone'
  return isProblem(error, 403) ? 'withdrawn' : null
}

/** Explains that the dashboard can no longer be saved, and saves the edits as a new one. */
export function LossNotice({ loss, mine }: { loss: Loss; mine: Pick<Dashboard, 'name' | 'widgets'> }) {
  const { saveNew, busy } = useDuplicate()
  return (
    <Notice tone="danger" className="mb-3">
      <p>
        {words[loss]} {words.lostSave}
      </p>
      <Button className="mt-2" variant="primary" busy={busy} onClick={() => saveNew(mine)}>
        {words.saveNew}
      </Button>
    </Notice>
  )
}
