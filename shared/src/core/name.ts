import * as z from 'zod'

/** Returns the schema of a name: visible characters only. */
export const nameSchema = (missing: string, maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(maxLength, `At most ${maxLength} characters.`)
    .superRefine(refuseHidden)

/** Returns the schema of an optional name; "" means none. */
export const optionalNameSchema = (maxLength: number) =>
  z.string().max(maxLength, `At most ${maxLength} characters.`).superRefine(refuseHidden)

/** Returns the schema of multi-line text; invisible characters are rejected as in a name. */
export const proseSchema = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength, `At most ${maxLength} characters.`)
    .superRefine((text, context) => refuseHidden(text.replaceAll(/[\n\r\t]/g, ' '), context))

/** Tags that group pipelines. */
export const tagsSchema = z.array(nameSchema('Enter a name for the tag.', 50)).max(20, 'At most 20 tags.')

function refuseHidden(name: string, context: z.RefinementCtx): void {
  const problem = hiddenCharacter(name)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: name })
}

/**
 * Returns the problem of an invisible character with its position; null if there is none. Otherwise two names
 * could look alike, or a name could reverse the direction of surrounding text. Joiners that a script or an
 * emoji needs are allowed.
 */
function hiddenCharacter(name: string): string | null {
  const found = HIDDEN.exec(name.replace(NEEDED, (needed) => '_'.repeat(needed.length)))
  if (found === null) return null
  const [character] = found
  const position = Array.from(name.slice(0, found.index)).length + 1
  return `Remove line breaks and control characters: there is ${called(character)} at position ${position}.`
}

/** Replaces invisible characters with blanks to make a text usable as a name. */
export const visibleName = (text: string): string =>
  hiddenCharacter(text) === null ? text.trim() : text.replaceAll(new RegExp(HIDDEN, 'gu'), ' ').trim()

function called(character: string): string {
  if (/[\n\r\u0085\u2028\u2029]/.test(character)) return 'a line break'
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return /^\p{Cs}$/u.test(character) ? `half a character (${code})` : code
}

/**
 * Controls, lone surrogates, formatting (zero width, direction, tags), line separators, fillers, selectors.
 */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u

const JOINED =
  '[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}]'
const PICTURE = '\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?'

/**
 * Invisible characters that affect what is visible: joined emoji, flags of regions, keycaps, variants of Han
 * characters, and joiners between letters of scripts that join them.
 */
const NEEDED = new RegExp(
  [
    `${PICTURE}(?:\\u200d${PICTURE})+`,
    '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]',
    '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]+\\u{e007f}',
    '[0-9#*]\\ufe0f\\u20e3',
    '\\p{Script=Han}[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
    `(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`,
  ].join('|'),
  'gv',
)
