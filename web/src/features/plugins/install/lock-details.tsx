import type { PackageChange } from '@flx/shared/plugins/environment'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'

import { plugins } from '#web/api/plugins/plugins.ts'

import { lockDetailsWords } from './words.ts'

/**
 * The exact packages, and the changes of the last installation. Collapsed, because it matters only when
 * something broke.
 */
export function LockDetails({ plugin }: { plugin: Plugin }) {
  const lock = useQuery(plugins.lock(plugin)).data?.lock
  if (lock === undefined || lock === null) return null
  return (
    <div className="mt-3 space-y-2 text-sm">
      {lock.changes !== null && lock.changes.length > 0 && (
        <details className="rounded-md border border-line">
          <summary className="touch cursor-pointer px-3 py-2">
            {lockDetailsWords.changed(lock.changes.length)}
          </summary>
          <ul className="max-h-60 overflow-auto border-t border-line px-3 py-2">
            {lock.changes.map((change) => (
              <Change key={change.name} change={change} />
            ))}
          </ul>
        </details>
      )}
      <details className="rounded-md border border-line">
        <summary className="touch cursor-pointer px-3 py-2">
          {lockDetailsWords.packages(lock.packages.length, lock.python)}
        </summary>
        <div className="border-t border-line px-3 py-2">
          <p className="mb-1 text-xs text-text-faint">
            {lock.current ? lockDetailsWords.current : lockDetailsWords.outdated}
          </p>
          <pre
            aria-label={lockDetailsWords.label}
            // A scrolling box must be reachable by keyboard.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="max-h-60 overflow-auto font-mono text-xs"
          >
            {lock.packages
              .map(({ name, version, url }) => (url === null ? `${name}==${version}` : `${name} @ ${url}`))
              .join('\n')}
          </pre>
        </div>
      </details>
    </div>
  )
}

function Change({ change: { name, from, to } }: { change: PackageChange }) {
  return (
    <li className="flex flex-wrap gap-x-2">
      <span className="font-mono text-xs/5">{name}</span>
      <span className="tabular text-text-soft">
        {from === null
          ? lockDetailsWords.added(to ?? '')
          : to === null
            ? lockDetailsWords.removed(from)
            : `${from} → ${to}`}
      </span>
    </li>
  )
}
