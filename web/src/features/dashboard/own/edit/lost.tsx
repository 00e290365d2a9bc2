import type { Dashboard } from '@flx/shared/dashboards/dashboard'

import { isProblem } from '#web/api/core/problem.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { useDuplicate } from '../dashboard-actions.ts'
import { editorWords as words } from '../words.ts'

/** Why what is edited cannot be saved where it came from. */
export type Lost = 'gone' | 'withdrawn'

/** What the answer to a request says of the dashboard that is edited. */
export function lostIn(error: unknown): Lost | null {
  if (isProblem(error, 404)) return 'gone'
  return isProblem(error, 403) ? 'withdrawn' : null
}

/** Says that the dashboard cannot be saved any more, and saves what was edited as another one. */
export function LostNotice({ lost, mine }: { lost: Lost; mine: Pick<Dashboard, 'name' | 'widgets'> }) {
  const { saveNew, busy } = useDuplicate()
  return (
    <Notice tone="danger" className="mb-3">
      <p>
        {words[lost]} {words.lostSave}
      </p>
      <Button className="mt-2" variant="primary" busy={busy} onClick={() => saveNew(mine)}>
        {words.saveNew}
      </Button>
    </Notice>
  )
}
