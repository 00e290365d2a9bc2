import type { FirstAnswers } from '@flx/shared/core/first-answers'
import type { Look } from '@flx/shared/core/look'

/** Renders the executions page on the server, before its code runs in the browser. */
export interface Prerenderer {
  /**
   * Returns the HTML; undefined if rendering would take longer than the page itself does. Does not call `answers` if too many
   * documents are waiting. Rejects only if `answers` does.
   */
  draw(answers: () => Promise<FirstAnswers>, look: Look): Promise<string | undefined>
}
