import type { CompactStream } from '@flx/shared/catalog/compact-schema'

import { methodWord } from '../unsaved-changes.ts'
import { METHOD_WORDS, WORDS } from '../words.ts'

/** The options for the replication method. Empty leaves it to the source. */
export function MethodOptions({ stream, chosen }: { stream: CompactStream; chosen: string }) {
  const word = methodWord(stream.forcedMethod ?? stream.method)
  const isOther = chosen !== '' && METHOD_WORDS.every(([key]) => key !== chosen)
  return (
    <>
      <option value="">{word ?? WORDS.stream.fromSource}</option>
      {METHOD_WORDS.filter(([key]) => key !== stream.method || key === chosen).map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
      {isOther && <option value={chosen}>{chosen}</option>}
    </>
  )
}

/** The options for the replication key. Empty leaves it to the source. */
export function KeyOptions({ stream, chosen }: { stream: CompactStream; chosen: string }) {
  const { validKeys, replicationKey } = stream
  const names = validKeys ?? stream.fields.filter((field) => !field.includes('.properties.'))
  const offered = names.filter((name) => name !== replicationKey || name === chosen)
  return (
    <>
      <option value="">{replicationKey ?? WORDS.stream.unset}</option>
      {offered.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
      {chosen !== '' && !offered.includes(chosen) && <option value={chosen}>{chosen}</option>}
    </>
  )
}
