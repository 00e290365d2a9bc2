import { useState } from 'react'

import { descriptionWords } from './words.ts'

/** More than this is shown on demand: some makers explain where to click in the source. */
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

/** At a blank, so that no word is cut. */
const cut = (text: string): string => text.slice(0, text.lastIndexOf(' ', SHOWN)).replace(/[.,;:]$/, '')

/** Markdown without its marks: descriptions of the hub have some. */
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
