import { useState } from 'react'

import { descriptionWords } from './words.ts'

/** Longer descriptions are cut until expanded: some explain where to click in the source. */
const MAX_LENGTH = 240

/** The description of a setting. */
export function Description({ text }: { text: string }) {
  const [expanded, setExpanded] = useState(false)
  const sentence = /[.!?…]$/.test(text) ? text : `${text}.`
  if (sentence.length <= MAX_LENGTH * 1.25) return sentence
  return (
    <>
      {expanded ? sentence : `${cut(sentence)}…`}{' '}
      <button
        type="button"
        aria-expanded={expanded}
        onClick={() => setExpanded(!expanded)}
        className="rounded-sm underline hover:text-text"
      >
        {expanded ? descriptionWords.less : descriptionWords.more}
      </button>
    </>
  )
}

/** Cuts at a space, so that no word is split. */
const cut = (text: string): string => text.slice(0, text.lastIndexOf(' ', MAX_LENGTH)).replace(/[.,;:]$/, '')

/** Returns Markdown without its markup, which some hub descriptions contain. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, text: string, address: string) =>
      text === address ? text : `${text} (${address})`,
    )
    .replaceAll(/^\s*(#+|>+|[-*])\s+/gm, '')
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
