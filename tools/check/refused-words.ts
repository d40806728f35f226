import ts from 'typescript'
import { type AllowedWord, allowedWords, emptyWords, foreignWords } from './refused-words-list.ts'
import { isForTests, type Refusal, type SourceFile } from './source-files.ts'

/** Refuses files, types, functions, classes, exported constants and fields of types whose names say nothing or are other systems'. */
export function checkWords(files: readonly SourceFile[], allowed: readonly AllowedWord[] = allowedWords): Refusal[] {
  return files.flatMap((file) => [...checkPath(file.path, allowed), ...checkNames(file, allowed)])
}

/** Names on the list of exceptions that no file needs any more. */
export function needlessAllowances(
  files: readonly SourceFile[],
  allowed: readonly AllowedWord[] = allowedWords,
): Refusal[] {
  return allowed.flatMap((allowance) => {
    const inReach = files.filter(({ path }) => path.startsWith(allowance.path))
    if (checkWords(inReach, []).some(({ sentence }) => sentence.includes(`“${allowance.word}”`))) return []
    return [
      {
        path: 'tools/check/refused-words-list.ts',
        sentence: `the allowance of “${allowance.word}” in ${allowance.path} is not needed any more: remove it.`,
      },
    ]
  })
}

function checkPath(path: string, allowed: readonly AllowedWord[]): Refusal[] {
  return path.split('/').flatMap((part) => {
    const [stem = ''] = part.split('.')
    return judge(stem, stem.split('-'), path, allowed).map((sentence) => ({ path, sentence }))
  })
}

function checkNames(file: SourceFile, allowed: readonly AllowedWord[]): Refusal[] {
  // A name in a test is read by nobody but that test.
  if (!/\.tsx?$/.test(file.path) || isForTests(file.path) || file.path.startsWith('tests/')) return []
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
  const refusals: Refusal[] = []
  const visit = (node: ts.Node): void => {
    const name = declaredName(node)
    if (name !== undefined) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
      for (const sentence of judge(name, wordsOf(name), file.path, allowed))
        refusals.push({ path: file.path, line, sentence })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return refusals
}

/** What others read: a name inside one function is its own business, and `data` of a library is the library's. */
function declaredName(node: ts.Node): string | undefined {
  if (
    (ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isFunctionDeclaration(node)) &&
    node.name
  ) {
    return node.name.text
  }
  if (ts.isPropertySignature(node) && ts.isIdentifier(node.name)) return node.name.text
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
    const statement = node.parent.parent
    if (ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent)) return node.name.text
  }
  return undefined
}

function judge(name: string, words: readonly string[], path: string, allowed: readonly AllowedWord[]): string[] {
  const mayBe = (word: string) => allowed.some((each) => each.word === word && path.startsWith(each.path))
  const singular = words.map((word) =>
    word
      .toLowerCase()
      .replace(/ies$/, 'y')
      .replace(/([^s])s$/, '$1'),
  )
  const last = singular.at(-1) ?? ''
  const sentences: string[] = []
  for (const { word, alsoLast, instead } of emptyWords) {
    const isMeant = last === word && (singular.length === 1 || alsoLast)
    if (isMeant && !mayBe(word)) sentences.push(`“${word}” in the name ${name} says nothing: ${instead}.`)
  }
  for (const word of new Set(singular)) {
    const ours = foreignWords[word]
    if (ours !== undefined && !mayBe(word))
      sentences.push(`“${word}” in the name ${name} is another system's word: we say ${ours}.`)
  }
  return sentences
}

/** `HTTPServerInfo` -> HTTP, Server, Info. */
const wordsOf = (name: string): string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [name]
