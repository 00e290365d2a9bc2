import type { TemplateParameter } from '@flx/shared/templates/template'
import { expect, it } from 'vitest'

import { shownBy } from '#web/features/templates/editor/shown-fields.ts'

const parameter = (kind: TemplateParameter['kind']): TemplateParameter => ({
  ...{ name: 'a', kind, default: '', help: '', required: true, pattern: '', options: [] },
})

it('knows which problems the form of a template shows at a field', () => {
  const isShown = shownBy([parameter('text'), parameter('secret')])
  const shown = ['name', 'body', 'body.config.x', 'parameters.0.pattern', 'parameters.1.help']
  const others = ['version', 'locked.0', 'parameters', 'parameters.0.kind', 'parameters.0.options']
  const withoutField = [...others, 'parameters.1.default', 'parameters.2.name']
  expect([...shown, ...withoutField].filter(isShown)).toEqual(shown)
})
