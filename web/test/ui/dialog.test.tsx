import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'

import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { dialogWords } from '#web/ui/words.ts'

const nothing = () => undefined

function confirmDialog(busy: boolean, error: string | null): string {
  return renderToStaticMarkup(
    <ConfirmDialog
      title="Delete it?"
      confirmLabel="Delete"
      busy={busy}
      error={error}
      onConfirm={nothing}
      onClose={nothing}
    >
      It is gone then.
    </ConfirmDialog>,
  )
}

describe('a dialog that submits', () => {
  it('does not begin with the failure of an earlier attempt', () => {
    expect(confirmDialog(false, 'It failed.')).not.toContain('It failed.')
    const form = renderToStaticMarkup(
      <FormDialog
        title="Edit"
        submitLabel="Save"
        pending={false}
        submitError="It failed."
        onSubmit={nothing}
        onClose={nothing}
      >
        Fields
      </FormDialog>,
    )
    expect(form).not.toContain('It failed.')
  })

  it('has no button that closes it while it is busy', () => {
    const count = (html: string) => html.split(`title="${dialogWords.wait}"`).length - 1
    expect(count(confirmDialog(true, null))).toBe(2)
    expect(count(confirmDialog(false, null))).toBe(0)
  })
})
