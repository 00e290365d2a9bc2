import { Fragment } from 'react'

/**
 * A name that can wrap after `_`, `-`, `.` and `/` instead of within a word. Copying gives the unchanged
 * text.
 */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[_\-./])/)
  return parts.map((part, index) => (
    // The parts have no identity other than their position.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
