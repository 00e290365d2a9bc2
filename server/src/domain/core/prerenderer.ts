import type { FirstAnswers } from '@flx/shared/core/first-answers'
import type { Look } from '@flx/shared/core/look'

/** Draws the executions page before its code runs in the browser. */
export interface Prerenderer {
  /**
   * Its HTML; undefined where it would take longer than the page takes by itself. `answers` is not called where so many
   * documents wait that this one goes without. Rejects only as `answers` does.
   */
  draw(answers: () => Promise<FirstAnswers>, look: Look): Promise<string | undefined>
}
