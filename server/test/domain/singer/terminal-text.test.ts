import { describe, expect, it } from 'vitest'

import { createLineSplitter } from '../../../src/adapters/process/pipe/line-splitter.ts'
import { plainText } from '../../../src/domain/singer/log/terminal-text.ts'

const ESC = '\u001b'

describe('a text with control characters keeps what a terminal would show', () => {
  it.each([
    ['plain text\twith a tab', 'plain text\twith a tab'],
    // CSI: colours of all kinds, cursor, erasing, private modes; also in eight bits.
    [`${ESC}[1;31mred${ESC}[0m`, 'red'],
    [`${ESC}[38:2::255:0:10mtrue${ESC}[38;5;9mcolour${ESC}[4:3m${ESC}[m`, 'truecolour'],
    [`${ESC}[2K${ESC}[1A${ESC}[10;20Hmoved${ESC}[?25l${ESC}[?2004h${ESC}[>4;2m${ESC}[!p${ESC}[2 q`, 'moved'],
    ['\u009b31mred\u009b0m', 'red'],
    [`cut ${ESC}[38;5`, 'cut '],
    [`cut ${ESC}`, 'cut '],
    [`broken ${ESC}[3\u00e9`, 'broken \u00e9'],
    // OSC: links and titles, ended by BEL, ST or nothing.
    [`${ESC}]8;;https://example.com/a?b=c${ESC}\\a link${ESC}]8;;${ESC}\\ behind`, 'a link behind'],
    [`${ESC}]8;id=1;https://example.com\u0007a link${ESC}]8;;\u0007`, 'a link'],
    [`${ESC}]0;title\u0007text`, 'text'],
    ['\u009d8;;https://example.com\u009ca link\u009d8;;\u009c', 'a link'],
    [`text${ESC}]8;;https://example.com`, 'text'],
    ['text\u009d8;;https://example.com', 'text'],
    [`${ESC}]1337;File=name=eA==:aGVsbG8=\u0007text`, 'text'],
    // DCS, APC, PM, SOS.
    [`${ESC}Pq#0;2;0;0;0~-${ESC}\\text`, 'text'],
    [`${ESC}_Gf=100;AAAA${ESC}\\text${ESC}^private${ESC}\\${ESC}Xstart${ESC}\\!`, 'text!'],
    ['\u0090q~\u009ctext\u009fapc\u009c', 'text'],
    [`text${ESC}_never ended`, 'text'],
    [`${ESC}Ptmux;${ESC}${ESC}]8;;https://example.com\u0007${ESC}\\text`, 'text'],
    [`${ESC}]aborted${ESC}[31mtext`, 'text'],
    // Shorter sequences, single controls.
    [`${ESC}7${ESC}(B${ESC}#8${ESC}=${ESC}ctext${ESC}8`, 'text'],
    ['bell\u0007 shift\u000e\u000f delete\u007f', 'bell shift delete'],
    ['nul \0', 'nul \u2400'],
    ['one\u000btwo\u000cthree\u0085four\u2028five', 'one two three four five'],
    ['spin -\b\\\b|\b/ done', 'spin / done'],
    // Wrongly decoded text hides nothing.
    ['it\u00e2\u0080\u009ds a quote', 'it\u00e2s a quote'],
    // Direction.
    ['user\u202e \u2066// admin\u2069 \u2066begin\u200f', 'user // admin begin'],
    // Rewritten.
    ['10%\r50%\r100%', '100%'],
    ['100%\r', '100%'],
    [`100%\r${ESC}[2K`, '100%'],
    ['first\r\nsecond\rthird', 'first\nthird'],
    ['\r', ''],
  ])('%j', (text, shown) => {
    expect(plainText(text)).toBe(shown)
  })

  it('takes time proportional to its length', () => {
    const parts = [`${ESC}]`, `${ESC}[`, '\u009d', '\r', ' \b', `${ESC}P;`, '\u009b1:']
    for (const part of parts) {
      const started = performance.now()
      plainText(part.repeat(200_000))
      expect(performance.now() - started).toBeLessThan(5000)
    }
  })
})

describe('a rewritten line', () => {
  const split = (chunks: (string | Buffer)[], maxBytes = 64) => {
    const lines: string[] = []
    const splitter = createLineSplitter(maxBytes, (line) => void lines.push(line), { rewrites: true })
    for (const chunk of chunks) splitter.push(Buffer.from(chunk))
    splitter.end()
    return lines
  }
  it.each<[string, string[], string[]]>([
    ['in one piece', ['10%\r20%\r100%\nnext\n'], ['100%', 'next']],
    ['in many pieces', ['10', '%\r2', '0%', '\r', '100%', '\n'], ['100%']],
    ['without a newline at its end', ['10%\r20%'], ['20%']],
    ['by returns behind each form', ['10%\r', '20%\r'], ['20%']],
    ['and cleared before its end', ['20%\r', `${ESC}[K`, '\n'], ['20%']],
    ['not: a line of Windows', ['one\r\ntwo\r', '\n', '\r\nthree'], ['one', 'two', '', 'three']],
  ])('has its last form: %s', (_, chunks, lines) => {
    expect(split(chunks)).toEqual(lines)
  })
  it('uses no memory for replaced text, and is not cut because of it', () => {
    const forms = Array.from({ length: 100_000 }, (_, index) => `\rcopied ${index} of 100000 rows`)
    expect(split(forms)).toEqual(['copied 99999 of 100000 rows'])
    expect(split([forms.join(''), '\n'])).toEqual(['copied 99999 of 100000 rows'])
  })
  it('is cut when its last form is too long', () => {
    expect(split([`short\r${'x'.repeat(100)}`])).toEqual([`${'x'.repeat(64)} … (36 more bytes cut)`])
  })
  it('keeps eight-bit controls that are not UTF-8', () => {
    const line = Buffer.concat([
      Buffer.from([0x9b]),
      Buffer.from('31mgr\u00fc\u00df'),
      Buffer.from([0xff, 0x9b, 0x6d]),
    ])
    expect(split([line]).map(plainText)).toEqual(['gr\u00fc\u00df\ufffd'])
  })
})
