import { MAX_ROWS, type ParameterValues } from '@flx/shared/templates/template-pipelines'
import type { TemplateParameter } from '@flx/shared/templates/template'
import Papa from 'papaparse'

import { tableWords as words } from '../words.ts'

/** A parsed table: the parameter of each column, and the lines. */
export interface ParsedTable {
  /** The names of the columns, or their numbers if the table has no header. */
  columns: string[]
  /** By column: the name of a parameter, or "" to leave the column out. */
  mapping: string[]
  lines: string[][]
}

/** Parses a table with commas, semicolons or tabs. Returns an error message if it cannot be parsed. */
export function parseTable(text: string, parameters: readonly TemplateParameter[]): ParsedTable | string {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
    delimitersToGuess: ['\t', ';', ','],
  })
  if (errors.some(({ type }) => type === 'Quotes')) return words.unclosed
  const [first, ...rest] = data
  if (first === undefined) return words.empty
  const names = first.map((cell) => matchingParameter(cell, parameters))
  const hasHeader = names.some((name) => name !== '')
  const lines = hasHeader ? rest : data
  if (lines.length === 0) return words.empty
  if (lines.length > MAX_ROWS) return words.tooMany(MAX_ROWS)
  return {
    columns: first.map((cell, index) => (hasHeader ? cell.trim() : String(index + 1))),
    mapping: hasHeader
      ? names.map((name, index) => (names.indexOf(name) === index ? name : ''))
      : first.map((_cell, index) => parameters[index]?.name ?? ''),
    lines,
  }
}

/** Returns the rows of a table as parameter values. */
export const rowsOf = ({ mapping, lines }: ParsedTable): ParameterValues[] =>
  lines.map((line) =>
    Object.fromEntries(
      mapping.flatMap((name, index) => (name === '' ? [] : [[name, (line[index] ?? '').trim()]])),
    ),
  )

/** Returns the parameter that a header names: `Start Date` matches `start_date`. */
function matchingParameter(cell: string, parameters: readonly TemplateParameter[]): string {
  const normalize = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')
  const normalized = normalize(cell)
  return parameters.find(({ name }) => normalize(name) === normalized)?.name ?? ''
}
