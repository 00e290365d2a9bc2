import { StringDecoder } from 'node:string_decoder'

import { MAX_REPORTED_CHARACTERS } from '@flx/shared/executions/report'

const CUT = ' … (cut)'

/**
 * Splits output at newlines. Of a line rewritten with carriage returns, the last version counts; a long line
 * is cut.
 */
export function lineSplitter(onLine: (text: string) => void): { add(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8')
  let partial = ''
  let isCut = false

  const emit = (): void => {
    const text = partial.replace(/\r+$/, '').replace(/^.*\r/s, '')
    onLine(isCut ? text + CUT : text)
    partial = ''
    isCut = false
  }
  const grow = (text: string): void => {
    const room = MAX_REPORTED_CHARACTERS - CUT.length - partial.length
    partial += text.slice(0, room)
    isCut ||= text.length > room
  }
  const take = (text: string): void => {
    const parts = text.split('\n')
    for (const [index, part] of parts.entries()) {
      grow(part)
      if (index < parts.length - 1) emit()
    }
  }
  return {
    add: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end())
      if (partial !== '' || isCut) emit()
    },
  }
}
