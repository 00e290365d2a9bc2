import { ExactNumber } from '@flx/shared/json/exact-number'
import type { ScalarTag } from 'yaml'

/** A number written with its original digits. */
export const EXACT_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  // For writing only: `keepDigits` reads them.
  resolve: (text) => text,
  test: /^(?!)/,
  stringify: ({ value }) => String(value),
}
