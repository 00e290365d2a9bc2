import { formatNumber } from '@flx/shared/core/quantities'
import { MAX_JSON_LEVELS as DEEPEST, TOO_DEEP } from '@flx/shared/json/json-limits'
import { Lexer, type Document, type ErrorCode, type YAMLParseError } from 'yaml'

import { parseYaml } from '../pipelines/yaml-document.ts'
import type { Part, Place, ProjectProblem } from './parts.ts'
import { refusal } from './refusal.ts'
import { PartBuilder } from './part-builder.ts'

/** Most characters in one file; a project with hundreds of plugins has a tenth of that. */
const MAX_CHARACTERS = 1_000_000
/** Most tokens in one file: the parsing time grows with them. */
const MAX_TOKENS = 400_000
/** Most anchors and aliases in one file. */
const MAX_ALIASES = 10_000
/** A file of a project: its values with their lines, and the document, which keeps comments for writing it back. */
export interface ProjectDocument {
  root: Part
  document: Document
  /** Values that are read differently from how they are written, or not at all. */
  problems: ProjectProblem[]
}

/**
 * Reads a YAML file as Meltano's loader does: YAML 1.2 with anchors and merge keys, `1_000` and `0b11` as numbers, a date as
 * text. Throws AppError `invalid` with the line.
 */
export function readProjectYaml(file: string, text: string): ProjectDocument {
  if (text.length > MAX_CHARACTERS) {
    throw refusal({ file, line: 1 }, `It is longer than ${formatNumber(MAX_CHARACTERS)} characters.`)
  }
  if (text.includes('\0\uFFFD') || text.startsWith('\uFFFD\uFFFD')) throw refusal({ file, line: 1 }, NOT_UTF8)
  refuseCostly(file, text)
  // Values and keys are checked while reading: a date stays text.
  const { document, lines } = parseYaml(text)
  const lineAt = (offset: number): Place => ({ file, line: Math.max(1, lines.linePos(offset).line) })
  const [error] = document.errors
  if (error !== undefined) throw refusal(lineAt(error.pos[0]), describeError(error))
  const reader = new PartBuilder(lineAt)
  const root: Part =
    document.contents === null
      ? { kind: 'map', place: { file, line: 1 }, size: 1, entries: new Map() }
      : reader.read(document.contents, 0)
  return { root, document, problems: [...unreadCharacters(file, text), ...reader.problems] }
}

/** Describes a YAML error in a sentence. The parser's message can quote the line, and with it a password. */
function describeError({ code, message }: YAMLParseError): string {
  return MISTAKES[code] ?? message.replace(/:\s.*$/s, '').replace(/\.?$/, '.')
}

const MISTAKES: Partial<Record<ErrorCode, string>> = {
  RESOURCE_EXHAUSTION: TOO_DEEP,
  MULTIPLE_DOCS: 'A second document starts (---): a file of a project contains one.',
  KEY_OVER_1024_CHARS: 'A key is longer than 1,024 characters.',
  NON_STRING_KEY: 'A key is a list or a mapping: use text.',
  UNEXPECTED_TOKEN: 'YAML does not allow this here. Text with braces, brackets or a colon needs quotes.',
  TAB_AS_INDENT: 'There is a tab in the indentation: use spaces.',
}

/** Reports a file that could not be decoded, at its first replacement character. */
export function unreadCharacters(file: string, text: string): ProjectProblem[] {
  const at = text.indexOf('\uFFFD')
  if (at === -1) return []
  return [{ place: { file, line: text.slice(0, at).split('\n').length }, message: NOT_UTF8 }]
}

const NOT_UTF8 = 'The file is not UTF-8, so some of its characters are lost. Save it as UTF-8.'

/** Counts in advance what costs the parser far more than its length: tokens, aliases, nested brackets. */
function refuseCostly(file: string, text: string): void {
  let depth = 0
  let line = 1
  let tokens = 0
  let aliases = 0
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (/^[&*]/.test(token)) aliases += 1
    if (tokens > MAX_TOKENS || aliases > MAX_ALIASES) {
      throw refusal(
        { file, line },
        'It contains more than a project can hold. Split it, or leave something out.',
      )
    }
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > DEEPEST) throw refusal({ file, line }, TOO_DEEP)
    if (token.includes('\n')) line += token.split('\n').length - 1
  }
}
