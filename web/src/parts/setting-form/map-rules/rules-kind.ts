import type { ComponentType } from 'react'

/** The rules of the streams that match a name or pattern, in the order of the form. */
export interface StreamRules<Rule> {
  pattern: string
  rules: readonly Rule[]
}

/** Properties of a row of the form. */
export interface RuleRowProps<Rule> {
  rule: Rule
  onChange: (rule: Rule) => void
  onRemove: () => void
}

/** A format for rules on streams in a setting, which the form shows as rows. */
export interface RulesKind<Rule> {
  /** Parses a text into rows. Returns null if they could not write it back unchanged. */
  read: (text: string) => readonly StreamRules<Rule>[] | null
  /** Formats the rows as the text of the setting, empty if there are none. */
  write: (streams: readonly StreamRules<Rule>[]) => string
  /** Returns a sentence for each part of the rows that the text cannot hold. */
  problems: (streams: readonly StreamRules<Rule>[]) => string[]
  newRule: Rule
  Row: ComponentType<RuleRowProps<Rule>>
  /** The entry for all streams that no other entry names, if the format has one. */
  others?: {
    entry: StreamRules<Rule>
    is: (stream: StreamRules<Rule>) => boolean
    add: string
    label: string
    remove: string
  }
}
