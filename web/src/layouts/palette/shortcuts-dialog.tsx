import { pageActions } from '#web/lib/page-actions.ts'
import { Dialog } from '#web/ui/overlays/dialog.tsx'

import { DESTINATIONS } from '../bar/navigation.ts'
import { shortcutsWords } from '../words.ts'

const EVERYWHERE = [
  ...DESTINATIONS.map(({ key, label }) => ({ keys: `g ${key}`, does: shortcutsWords.goTo(label) })),
  { keys: 'Ctrl+K', does: shortcutsWords.search },
  { keys: '/', does: shortcutsWords.filter },
  { keys: '?', does: shortcutsWords.showKeys },
]

const ON_LISTS = [
  { keys: 'j', does: shortcutsWords.next },
  { keys: 'k', does: shortcutsWords.previous },
  { keys: 'x', does: shortcutsWords.select },
  { keys: 'e', does: shortcutsWords.execute },
  { keys: 'Enter', does: shortcutsWords.open },
]

/** Lists the keys of the current page, and those that work everywhere. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const pageKeys = pageActions().flatMap(({ hotkey, label }) =>
    hotkey === undefined ? [] : [{ keys: hotkey, does: label }],
  )
  return (
    <Dialog title={shortcutsWords.title} onClose={onClose}>
      {pageKeys.length > 0 && <KeyList heading={shortcutsWords.here} keys={pageKeys} />}
      <KeyList heading={shortcutsWords.everywhere} keys={EVERYWHERE} />
      <KeyList heading={shortcutsWords.onLists} keys={ON_LISTS} />
    </Dialog>
  )
}

function KeyList({ heading, keys }: { heading: string; keys: readonly { keys: string; does: string }[] }) {
  return (
    <>
      <h3 className="mt-3 mb-1 text-sm font-medium text-text">{heading}</h3>
      <dl className="grid grid-cols-[4.5rem_1fr] items-center gap-y-1.5">
        {keys.map((entry) => (
          <div key={entry.keys} className="contents">
            <dt className="flex gap-1">
              {entry.keys.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="rounded-sm border border-line bg-sunken px-1.5 font-sans text-xs text-text"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{entry.does}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
