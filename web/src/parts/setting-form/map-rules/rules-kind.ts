import type { ComponentType } from 'react'

/** The rules of the streams that a name or pattern stands for, in the order of the form. */
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

/** A way to write rules for streams into a setting, which the form shows as rows. */
export interface RulesKind<Rule> {
  /** The rows of a text; null where they could not give it back as it is. */
  read: (text: string) => readonly StreamRules<Rule>[] | null
  /** The rows as the text of the setting; empty without any. */
  write: (streams: readonly StreamRules<Rule>[]) => string
  /** The parts of the rows that the text cannot hold, as sentences. */
  problems: (streams: readonly StreamRules<Rule>[]) => string[]
  newRule: Rule
  Row: ComponentType<RuleRowProps<Rule>>
  /** One entry for all the streams that no other names, where there is such a thing. */
  others?: {
    entry: StreamRules<Rule>
    is: (stream: StreamRules<Rule>) => boolean
    add: string
    shown: string
    remove: string
  }
}
