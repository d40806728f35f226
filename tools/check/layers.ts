import { type Import, readImports, topFolderOf } from './imports.ts'
import { domainLadder, layers, pureCrypto } from './layer-table.ts'
import { isForTests, type Refusal, type SourceFile, type TopFolder } from './source-files.ts'

/** Refuses every import that goes against the house's table, the domain's ladder, or in a circle. */
export function checkLayers(files: readonly SourceFile[]): Refusal[] {
  const refusals: Refusal[] = []
  const graph = new Map<string, string[]>()
  for (const file of files) {
    const imports = readImports(file)
    const own = imports.flatMap(({ target, isTypeOnly }) => (target === undefined || isTypeOnly ? [] : [target]))
    graph.set(file.path, own)
    const from = topFolderOf(file.path)
    if (from === undefined || isBuildScript(file.path)) continue
    for (const one of imports) {
      const sentence = refuse(from, file.path, one)
      if (sentence !== undefined) refusals.push({ path: file.path, line: one.line, sentence })
    }
  }
  for (const circle of findCircles(graph)) {
    const [path = ''] = circle
    refusals.push({
      path,
      sentence: `these files import each other in a circle: ${circle.join(' -> ')} -> ${path}. Move what both need into a file of its own.`,
    })
  }
  return refusals
}

/** Runs on the developer's machine and is in no page. */
const isBuildScript = (path: string): boolean => /(^|\/)(build\.mjs|[a-z]+\.config\.[a-z]+)$/.test(path)

function refuse(from: TopFolder, path: string, one: Import): string | undefined {
  const { target, specifier } = one
  if (target === undefined) return isForTests(path) ? undefined : refusePackage(from, one)
  const to = topFolderOf(target)
  if (to === undefined) return undefined
  if (to === from) {
    // Folders of tests are as far from each other as top folders are.
    if (specifier.startsWith('#') && from !== 'tests')
      return `inside ${from} import by a relative path, not ${specifier}.`
    return from === 'domain' && !isForTests(path) ? refuseContext(path, target) : undefined
  }
  if (specifier.startsWith('.') && from !== 'web' && from !== 'widget') {
    return `across top folders import by #${target}, not by a relative path, so that the direction shows.`
  }
  if (isForTests(path)) return undefined
  const layer = layers[from]
  const allowed = layer.may.some((pattern) => matches(pattern, target))
  const excepted = layer.mayNot?.some((pattern) => matches(pattern, target)) ?? false
  if (allowed && !excepted) return undefined
  return `${from} may not import ${target}: ${layer.lesson}.`
}

function refusePackage(from: TopFolder, { specifier, names }: Import): string | undefined {
  const layer = layers[from]
  if (specifier.startsWith('node:') && (from === 'web' || from === 'widget') && !specifier.includes('virtual:')) {
    return `${from} runs in browsers, where there is no ${specifier}.`
  }
  if (layer.packages === undefined) return undefined
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]
  const allowed = layer.packages.some((listed) => listed === name || listed === specifier)
  if (!allowed) {
    const list = layer.packages.length > 0 ? `only ${layer.packages.join(', ')}` : 'no package'
    return `${from} imports ${list}, so not ${specifier}: ${layer.lesson}.`
  }
  const impure = specifier === 'node:crypto' ? names.filter((each) => !pureCrypto.includes(each)) : []
  if (impure.length > 0) return `${from} may compute a hash but not ${impure.join(', ')}: ${layer.lesson}.`
  return undefined
}

function refuseContext(path: string, target: string): string | undefined {
  const [from = '', to = ''] = [path.split('/')[1], target.split('/')[1]]
  if (from === to) return undefined
  const [fromStep, toStep] = [domainLadder[from], domainLadder[to]]
  if (fromStep === undefined || toStep === undefined) {
    const unknown = fromStep === undefined ? from : to
    return `the context domain/${unknown} has no step on the ladder in tools/check/layer-table.ts: give it one.`
  }
  if (toStep >= fromStep) {
    return `domain/${from} may not import domain/${to}: contexts import downward only; let the two meet in server/processes.`
  }
  if (target !== `domain/${to}/index.ts`) {
    return `enter domain/${to} through its door, index.ts: what is not shown there is its own business.`
  }
  return undefined
}

/** `adapters` matches all below it, `domain/*\/ports.ts` one file of each context, `domain/flows/validation` file or folder. */
function matches(pattern: string, target: string): boolean {
  if (pattern.includes('*')) {
    const [wanted, given] = [pattern.split('/'), target.split('/')]
    return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i])
  }
  return target === pattern || target.startsWith(`${pattern}/`) || target.startsWith(`${pattern}.`)
}

/** Tarjan's strongly connected components of more than one file (R. Tarjan, 1972). */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const circles: string[][] = []
  const visit = (node: string): void => {
    order.set(node, order.size)
    low.set(node, order.get(node) ?? 0)
    stack.push(node)
    onStack.add(node)
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue
      if (!order.has(next)) visit(next)
      if (onStack.has(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(node) !== order.get(node)) return
    const component = stack.splice(stack.indexOf(node))
    for (const member of component) onStack.delete(member)
    if (component.length > 1) circles.push(component.sort())
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return circles
}
