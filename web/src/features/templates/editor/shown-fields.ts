import type { TemplateParameter } from '@flx/shared/templates/template'

/** Reports which paths the form of a template with these parameters has a field for. */
export const shownBy =
  (parameters: readonly TemplateParameter[]) =>
  (path: string): boolean => {
    if (/^(name|description|naming|body(\..*)?)$/.test(path)) return true
    const [, index = '', field = ''] = /^parameters\.(\d+)\.(\w+)$/.exec(path) ?? []
    const kind = parameters[Number(index)]?.kind
    if (index === '' || kind === undefined) return false
    return (
      field === 'name' ||
      field === 'help' ||
      (field === 'default' && kind !== 'secret') ||
      (field === 'options' && kind === 'choice') ||
      (field === 'pattern' && kind === 'text')
    )
  }
