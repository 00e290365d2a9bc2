import { useState } from 'react'

import { descriptionWords } from './words.ts'

/** Longer descriptions are cut until expanded: some explain where to click in the source. */
const SHOWN = 240

/** The description of a setting. */
export function Description({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  const sentence = /[.!?…]$/.test(text) ? text : `${text}.`
  if (sentence.length <= SHOWN * 1.25) return sentence
  return (
    <>
      {whole ? sentence : `${cut(sentence)}…`}{' '}
      <button
        type="button"
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
        className="rounded-sm underline hover:text-text"
      >
        {whole ? descriptionWords.less : descriptionWords.more}
      </button>
    </>
  )
}

/** Cuts at a space, so that no word is split. */
const cut = (text: string): string => text.slice(0, text.lastIndexOf(' ', SHOWN)).replace(/[.,;:]$/, '')

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
