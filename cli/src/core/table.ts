import type { Style } from './terminal.ts'

export interface Column<Row> {
  head: string
  cell(row: Row): string
  /** Styles the cell after its width was measured. */
  style?(row: Row, style: Style): (text: string) => string
  right?: boolean
}

const plain = (text: string): string => text

/**
 * Formats the lines of a table: columns as wide as their widest cell, two spaces between them, no trailing
 * spaces.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: Style,
): string[] {
  const cells = rows.map((row) => columns.map(({ cell }) => oneLine(cell(row))))
  const widths = columns.map(({ head }, index) =>
    Math.max(widthOf(head), ...cells.map((row) => widthOf(row[index] ?? ''))),
  )
  const join = (texts: readonly string[], styled: (text: string, index: number) => string): string =>
    texts
      .map((text, index) => {
        const gap = ' '.repeat((widths[index] ?? 0) - widthOf(text))
        const styledText = styled(text, index)
        if (columns[index]?.right === true) return gap + styledText
        return index === texts.length - 1 ? styledText : styledText + gap
      })
      .join('  ')
  return [
    join(
      columns.map(({ head }) => head),
      (text) => style.dim(text),
    ),
    ...rows.map((row, at) =>
      join(cells[at] ?? [], (text, index) => (columns[index]?.style?.(row, style) ?? plain)(text)),
    ),
  ]
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** Returns the number of columns a text takes: two per wide character, none per combining one. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mn}|\p{Cf}/u.test(character)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1
  }
  return width
}
