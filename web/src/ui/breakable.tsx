import { Fragment } from 'react'

/** A name that may wrap after `_`, `-`, `.` and `/` instead of in the middle of a word. Copying it gives it unchanged. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[_\-./])/)
  return parts.map((part, index) => (
    // The parts of one text have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
