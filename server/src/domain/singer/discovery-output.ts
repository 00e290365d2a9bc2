import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

const MESSAGE_TYPES = new Set(['SCHEMA', 'RECORD', 'STATE', 'ACTIVATE_VERSION', 'BATCH'])

/** Parses the catalogue that an extractor wrote; undefined if the output is not a catalogue. */
export function readCatalog(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = parseJson(text)
    return isJsonObject(parsed) && Array.isArray(parsed['streams']) ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether the output contains a Singer message: the program ignored `--discover` and extracts. `text` can be cut: an unfinished
 * last line counts if it can only be a message.
 */
export function holdsMessages(text: string): boolean {
  return text.split('\n').some((line) => line.trimStart().startsWith('{') && isMessage(line))
}

function isMessage(line: string): boolean {
  try {
    const parsed: unknown = JSON.parse(line)
    const type = isJsonObject(parsed) ? parsed['type'] : undefined
    return typeof type === 'string' && MESSAGE_TYPES.has(type.toUpperCase())
  } catch {
    return /^\s*\{\s*"type"\s*:\s*"(?:SCHEMA|RECORD|STATE|ACTIVATE_VERSION|BATCH)"/i.test(line)
  }
}

/**
 * Whether a program reports that it does not know the option `--discover`, in the wording of argparse, click, optparse,
 * commander, yargs, getopt, Go's flag, clap, picocli, commons-cli and OptionParser. A failure that merely mentions discovery
 * does not count.
 */
export const refusesDiscover = (lines: readonly string[]): boolean =>
  lines.some((line) => REFUSALS.some((refusal) => refusal.test(line)))

const OPTION = String.raw`(?:option|argument|flag|parameter|switch)(?:s|\(s\))?`
const REFUSALS = [
  // unrecognized arguments: --config c.json --discover · No such option '--discover' · unknown option: discover
  new RegExp(
    String.raw`\b(?:unrecogni[sz]ed|unknown|unexpected|no such|invalid|illegal|unsupported|found)\s+(?:command\s+or\s+|command[- ]line\s+)?${OPTION}\b(?:[^\n]*[\s:'"${'`'}=(-]-{1,2}|[:\s'"]+)discover\b`,
    'i',
  ),
  // option --discover not recognized · argument '--discover' wasn't expected
  new RegExp(
    String.raw`\b${OPTION}\b[^\n]*[\s:'"${'`'}]-{1,2}discover\b[^\n]*\b(?:not (?:recogni[sz]ed|defined|expected|known|supported|allowed)|unknown|unrecogni[sz]ed|wasn't expected)`,
    'i',
  ),
  // flag provided but not defined: -discover
  /\bnot defined:\s*-{1,2}discover\b/i,
]
