import { posix } from 'node:path'
import ts from 'typescript'
import { type SourceFile, type TopFolder, topFolders } from './source-files.ts'

export interface Import {
  readonly line: number
  /** As it is written. */
  readonly specifier: string
  /** A path below the repository's root when it is one of ours. */
  readonly target?: string
  /** What is imported by name. */
  readonly names: readonly string[]
  /** Types vanish in the build and make no circle at run time. */
  readonly isTypeOnly: boolean
}

/** Every import, export-from and `import()` of a file, those of types too. */
export function readImports(file: SourceFile): Import[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, scriptKind(file.path))
  const imports: Import[] = []
  const add = (node: ts.Node, text: string, names: readonly string[], isTypeOnly: boolean) => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
    const target = resolveOwn(file.path, text)
    imports.push({ line, specifier: text, names, isTypeOnly, ...(target === undefined ? {} : { target }) })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const bindings = node.importClause?.namedBindings
      const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
      const isTypeOnly =
        node.importClause?.isTypeOnly === true ||
        (elements.length > 0 && !node.importClause?.name && elements.every((element) => element.isTypeOnly))
      const names = elements.map((element) => (element.propertyName ?? element.name).text)
      add(node, node.moduleSpecifier.text, bindings && ts.isNamespaceImport(bindings) ? ['*'] : names, isTypeOnly)
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, [], node.isTypeOnly)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument && ts.isStringLiteral(argument)) add(node, argument.text, ['*'], false)
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node, node.argument.literal.text, [], true)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return imports
}

/** The top folder of a path of ours. */
export function topFolderOf(path: string): TopFolder | undefined {
  const [first] = path.split('/')
  return topFolders.find((folder) => folder === first)
}

function resolveOwn(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier))
  return undefined
}

function scriptKind(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX
  return path.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS
}
