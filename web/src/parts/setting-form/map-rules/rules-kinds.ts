import { mapRulesWords, streamMapsWords } from '../words.ts'
import { MapRuleRow } from './map-rule-row.tsx'
import { duplicateNames, rulesOf, textOfRules, type MapRule } from './map-rules.ts'
import type { RulesKind } from './rules-kind.ts'
import { StreamMapRow } from './stream-map-row.tsx'
import {
  droppedWithRules,
  dropsOthers,
  OTHERS_DROPPED,
  streamMapsOf,
  duplicateMapNames,
  textOfStreamMaps,
  type StreamMapRule,
} from './stream-maps.ts'

const sentence = (format: (names: string) => string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [format(names.join(', '))]

/** The rules of the bundled mapper. */
export const MAP_RULES: RulesKind<MapRule> = {
  read: rulesOf,
  write: textOfRules,
  problems: (streams) => sentence(mapRulesWords.twice, duplicateNames(streams)),
  newRule: { action: 'drop', field: '', value: '', operator: 'eq' },
  Row: MapRuleRow,
}

/** The stream maps of plugins built on the Meltano SDK, including mappers. */
export const STREAM_MAPS: RulesKind<StreamMapRule> = {
  read: streamMapsOf,
  write: textOfStreamMaps,
  problems: (streams) => [
    ...sentence(mapRulesWords.twice, duplicateMapNames(streams)),
    ...sentence(streamMapsWords.droppedWithRules, droppedWithRules(streams)),
  ],
  newRule: { action: 'drop', field: '', value: '' },
  Row: StreamMapRow,
  others: {
    entry: OTHERS_DROPPED,
    is: dropsOthers,
    add: streamMapsWords.dropOthers,
    label: streamMapsWords.othersDropped,
    remove: streamMapsWords.keepOthers,
  },
}
