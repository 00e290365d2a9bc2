/** Breaks a paragraph into lines of at most `width` columns. */
export function wrapText(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = indent
    for (const word of paragraph.split(' ')) {
      const isFirst = line.length === indent.length
      if (!isFirst && line.length + 1 + word.length > width) {
        lines.push(line)
        line = indent + word
      } else line += isFirst ? word : ` ${word}`
    }
    lines.push(line.trimEnd())
  }
  return lines.join('\n')
}
