/**
 * Keeps the texts of the screen in `words.ts` files, where they can be read and revised together. Elsewhere
 * in the web, texts between tags or in attributes that people read are not allowed, and neither is a literal
 * that is a sentence. Code samples are exempt. A second rule keeps odd phrases out of all texts of the
 * product.
 */
const READ = new Set([
  'title',
  'label',
  'noun',
  'hint',
  'placeholder',
  'alt',
  'description',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-placeholder',
  'aria-valuetext',
])

/** Elements whose content is code, not wording. */
const CODE = new Set(['code', 'kbd'])

const hasWord = (text) => /\p{L}{2}/u.test(text)
/** Matches two or more words that start with a capital letter or end like a sentence. */
const isSentence = (text) =>
  /^\s*\p{Lu}[\p{L}’']* +\p{L}/u.test(text) || /\p{L}+ \p{L}+[.?!…]\s*$/u.test(text)

/** Matches a single word as on a button or in a heading. */
const isLabel = (text) => /^\p{Lu}\p{Ll}+(?:…|: ?)?$/u.test(text)

const texts = (node) => {
  if (node === null) return []
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'TemplateLiteral') return node.quasis.map((quasi) => quasi.value.cooked ?? '')
  if (node.type === 'JSXExpressionContainer') return texts(node.expression)
  if (node.type === 'ConditionalExpression') return [...texts(node.consequent), ...texts(node.alternate)]
  if (node.type === 'ArrayExpression')
    return node.elements.flatMap((each) => (each === null ? [] : texts(each)))
  if (node.type === 'LogicalExpression') return [...texts(node.left), ...texts(node.right)]
  return []
}

const IS_WORDS = /words\.tsx?$/

const onlyInWords = {
  create(context) {
    if (IS_WORDS.test(context.filename)) return {}
    const report = (node, text) =>
      context.report({
        node,
        message: `“${text.trim().slice(0, 60)}” is read by users. Put it into the words.ts of this folder.`,
      })
    const sentence = (node) => {
      const said = texts(node).find(isSentence)
      if (said !== undefined) report(node, said)
    }
    return {
      JSXText(node) {
        const inside = node.parent.openingElement?.name.name
        if (!CODE.has(inside) && hasWord(node.value)) report(node, node.value)
      },
      JSXAttribute(node) {
        const said = texts(node.value).find(READ.has(node.name.name) ? hasWord : isLabel)
        if (said !== undefined) report(node, said)
      },
      JSXExpressionContainer(node) {
        if (node.parent.type === 'JSXAttribute') return
        const said = texts(node.expression).find(hasWord)
        if (said !== undefined) report(node, said)
      },
      Property(node) {
        const name = node.key.name ?? node.key.value
        if (name === 'keys') return
        const said = texts(node.value).find(READ.has(name) ? hasWord : isLabel)
        if (said !== undefined) report(node, said)
      },
      Literal: sentence,
      TemplateLiteral: sentence,
    }
  },
}

/** Odd phrases and their replacements. Applies only to texts of several words, not to names in code. */
const ODD = [
  [/\b(?:is|are|was|were) no (?!longer\b|more\b)/, 'is not a …'],
  [/\banew\b/, 'again'],
  [/\b(?:some|every)body\b|\bwhoever\b|\bnobody\b/i, 'the role, “a user”, “everyone”, or the passive'],
  [/\bso (?:many|much|long|often)\b(?! that)/, 'the number or its name'],
  [/\b(?:was|were|is|are) asked for\b/, 'requested'],
  [/\bby hand\b/, 'manually'],
  [/\bunder way\b/, 'running'],
  [/\bas ever\b/, 'as before'],
  [/\bany ?more\b/, 'no longer'],
  [/\bgo(?:es)? on\b/, 'continue'],
  [/\bin place of\b/, 'instead of'],
  [/\bone[’']s own\b/, 'your'],
  [/\bshall\b/, 'will, or the imperative'],
  [/\bno such\b/, 'does not exist, or unknown'],
  [/(?:^|[.:] )Give\b/, 'Enter, or Set'],
  [/(?<![-\w])1 [a-z]{3,}s\b/, 'formatCount'],
]

const plain = {
  create(context) {
    const check = (node, text) => {
      if (!/\p{L}{2,} \p{L}{2,}/u.test(text) || /[\\^]|\(\?/.test(text)) return
      for (const [odd, better] of ODD) {
        const found = odd.exec(text)
        if (found !== null)
          context.report({ node, message: `“${found[0].trim()}” reads oddly. Better: ${better}.` })
      }
    }
    return {
      JSXText: (node) => check(node, node.value),
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateLiteral: (node) => node.quasis.forEach((quasi) => check(node, quasi.value.cooked ?? '')),
    }
  },
}

export default { meta: { name: 'words' }, rules: { 'only-in-words': onlyInWords, plain } }
