import ts from 'typescript'
import type { Refusal, SourceFile } from './source-files.ts'

/** Attributes and properties whose text a person sees or hears. */
const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'placeholder',
  'title',
  'alt',
  'label',
  'description',
  'error',
  'textContent',
  'innerText',
  'ariaLabel',
])

/** Text that is the same in every language, with the reason. */
const untranslatable: readonly { readonly text: RegExp; readonly reason: string }[] = [
  { text: /^Parley$/, reason: 'the name of the program' },
  { text: /^(SIP|WebRTC|HTTPS|CSV|JSON|API)$/, reason: 'the name of a standard' },
  { text: /^(Esc|Enter|Alt|Ctrl|Shift|Tab)$/, reason: 'what is printed on a key' },
  { text: /^&\w+;$/, reason: 'a sign' },
]

/** Refuses words that stand in a component instead of in the languages' files. */
export function checkUntranslated(files: readonly SourceFile[]): Refusal[] {
  return files
    .filter(({ path }) => /^(web|widget)\/src\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .flatMap(checkFile)
}

function checkFile(file: SourceFile): Refusal[] {
  const tree = ts.createSourceFile(
    file.path,
    file.text,
    ts.ScriptTarget.Latest,
    true,
    file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const refusals: Refusal[] = []
  const refuse = (node: ts.Node, text: string) => {
    const words = text.trim().replace(/\s+/g, ' ')
    if (!/\p{L}{2}/u.test(words) || untranslatable.some((each) => each.text.test(words))) return
    refusals.push({
      path: file.path,
      line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      sentence: `“${words}” is read by people, so it belongs into the languages' files and here stands its key: t('…').`,
    })
  }
  const refuseIn = (value: ts.Node) => {
    for (const text of literalsIn(value)) refuse(text, text.text)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) refuse(node, node.text)
    else if (
      ts.isJsxExpression(node) &&
      node.expression &&
      (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))
    ) {
      refuseIn(node.expression)
    } else if (ts.isJsxAttribute(node) && node.initializer && spoken.has(node.name.getText()))
      refuseIn(node.initializer)
    else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      spoken.has(node.left.name.text)
    ) {
      refuseIn(node.right)
    } else if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'setAttribute'
    ) {
      const [name, value] = node.arguments
      if (name && value && ts.isStringLiteral(name) && spoken.has(name.text)) refuseIn(value)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return refusals
}

/** The literals that an expression can come to: through ?:, ||, ??, brackets and templates, but not into calls such as t('key'). */
function literalsIn(node: ts.Node): (ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail)[] {
  if (ts.isStringLiteralLike(node)) return [node]
  if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node))
    return node.expression ? literalsIn(node.expression) : []
  if (ts.isConditionalExpression(node)) return [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)]
  if (ts.isTemplateExpression(node)) return [node.head, ...node.templateSpans.map((span) => span.literal)]
  if (ts.isBinaryExpression(node)) {
    const isChoice = [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.PlusToken].includes(
      node.operatorToken.kind,
    )
    if (isChoice) return [...literalsIn(node.left), ...literalsIn(node.right)]
    if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return literalsIn(node.right)
  }
  return []
}
