/**
 * Returns a text as a terminal would show it: without control sequences (ECMA-48, 7-bit and 8-bit) and characters that change
 * the text direction, and with only the last form of a line that was rewritten. Text without controls is returned unchanged.
 * Linear in its length.
 */
export function plainText(text: string): string {
  if (!CONTROLS.test(text)) return text
  return text.split('\n').map(plainLine).join('\n')
}

const plainLine = (line: string): string => withoutControls(line.includes('\r') ? lastForm(line) : line)

/** Returns the text after the last carriage return that is followed by anything visible; empty if nothing is visible. */
export function lastForm(line: string): string {
  for (let end = line.length; ;) {
    const start = end === 0 ? -1 : line.lastIndexOf('\r', end - 1)
    const form = line.slice(start + 1, end)
    if (withoutControls(form).trim() !== '') return form
    if (start === -1) return ''
    end = start
  }
}

function withoutControls(line: string): string {
  if (!CONTROLS.test(line)) return line
  const text = line.replace(STRINGS, '').replace(SEQUENCES, '')
  return erase(text).replace(BREAKS, ' ').replaceAll('\0', NUL_PICTURE).replace(OTHERS, '')
}

/** Stands in for a NUL; see `withoutNul`. */
const NUL_PICTURE = '\u2400'

/** Applies backspaces: each erases the previous character, as spinners and overstruck text intend. */
function erase(text: string): string {
  if (!text.includes('\b')) return text
  const visible: string[] = []
  for (const character of text) {
    if (character === '\b') visible.pop()
    else visible.push(character)
  }
  return visible.join('')
}

/* eslint-disable no-control-regex -- this file is about control characters. */

/** A cheap test that settles most lines. Tab and newline are text. */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

/**
 * OSC, DCS, SOS, PM and APC with their text, up to ST, BEL or whatever aborts it, else to the end of the line. A C1 introducer
 * right after a Latin-1 character is half of wrongly decoded text and introduces nothing.
 */
const STRINGS =
  /(?:\u001b[\]PX^_]|(?<![\u0080-\u00ff])[\u0090\u0098\u009d-\u009f])[^\u0007\u0018\u001a\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g

/** CSI with any parameters (including colons), complete or not; then the shorter escape sequences. */
const SEQUENCES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g

/** Line breaks other than newline and carriage return. */
const BREAKS = /[\u000b\u000c\u0085\u2028\u2029]/g

/** Remaining controls, and the characters that change the text direction. */
const OTHERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
