import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { describeApi } from '../../src/http/openapi/openapi.ts'

type Routes = Parameters<typeof describeApi>[0]
type Document = ReturnType<typeof describeApi>

/** The API document, against which answers are checked. */
export interface ApiDocument {
  document: Document
  /** The faults of an answer according to the document; null when it fits, or when the document has no such route. */
  problemOf(answer: CheckedAnswer): string | null
  /** Compares a value with the schema at a JSON pointer of the document. */
  validatorAt(pointer: readonly string[]): ValidateFunction
}

interface CheckedAnswer {
  method: string
  path: string
  status: number
  type: string
  text: string
}

/** All servers of a test file have the same routes: their document is built once. */
let cached: ApiDocument | undefined
export const apiDocument = (routes: Routes): ApiDocument => (cached ??= readDocument(routes))

function readDocument(routes: Routes): ApiDocument {
  const document = describeApi(routes, '0.0.0')
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  const validators = new Map<string, ValidateFunction>()
  const patterns = Object.keys(document.paths)
    .map((template) => ({
      template,
      pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
    // `/pipelines/tags` before `/pipelines/{id}`.
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length)

  function validatorAt(pointer: readonly string[]): ValidateFunction {
    const $ref = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
    const existing = validators.get($ref)
    if (existing !== undefined) return existing
    const validator = ajv.compile({ $ref })
    validators.set($ref, validator)
    return validator
  }

  return {
    document,
    validatorAt,
    problemOf({ method, path, status, type, text }) {
      const [pathname = ''] = path.split('?')
      const template = patterns.find(
        ({ template, pattern }) =>
          pattern.test(pathname) && document.paths[template]?.[method.toLowerCase()] !== undefined,
      )?.template
      const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()]
      if (template === undefined || operation === undefined) return null
      const route = `${method} ${template}`
      const response = (operation.responses as Record<string, { $ref?: string; content?: object }>)[status]
      if (response === undefined)
        return `${route} answered ${status}, which the document does not know: ${text.slice(0, 300)}`
      const media = type.split(';')[0] ?? ''
      const pointer =
        response.$ref === undefined
          ? ['paths', template, method.toLowerCase(), 'responses', String(status)]
          : response.$ref.slice(2).split('/')
      const content = (
        response.$ref === undefined
          ? response.content
          : document.components.responses[String(status)]?.content
      ) as Record<string, unknown> | undefined
      if (content === undefined) return text === '' ? null : `${route} answered ${status} with a body`
      if (content[media] === undefined) return `${route} answered ${status} as "${media}"`
      if (!media.endsWith('json')) return null
      const validate = validatorAt([...pointer, 'content', media, 'schema'])
      if (validate(JSON.parse(text))) return null
      const [error] = validate.errors ?? []
      return `${route} answered ${status} with ${error?.instancePath || 'a body'} that ${error?.message}: ${JSON.stringify(error?.params)} ${text.slice(0, 500)}`
    },
  }
}
