/** As V8 writes it (`HeapProfiler.takeHeapSnapshot`): nodes and edges as rows of numbers, names in a table of their own. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[], ...unknown[]]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly [readonly string[], ...unknown[]]
    }
  }
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
  readonly strings: readonly string[]
}

/** Programs that V8 has compiled, and what it notes of their shapes: that comes and goes with what is run often, not with data. */
const notData = ['code', 'hidden', 'object shape', 'synthetic']
const nameless = ['string', 'concatenated string', 'sliced string', 'number']

/**
 * The bytes of data that a heap holds, by the names of their classes; without what is held by objects of the classes `beside` alone.
 * Everything that somebody can reach counts, buffers outside of the heap with their own size.
 */
export function heapData(json: string, beside: readonly string[]): Map<string, number> {
  const { snapshot, nodes, edges, strings } = JSON.parse(json) as HeapSnapshot
  const { node_fields: nodeFields, edge_fields: edgeFields } = snapshot.meta
  const [nodeTypes, edgeTypes] = [snapshot.meta.node_types[0], snapshot.meta.edge_types[0]]
  const row = nodeFields.length
  const edgeRow = edgeFields.length
  const field = (name: string, of: readonly string[]) => {
    const at = of.indexOf(name)
    if (at < 0) throw new Error(`a heap's snapshot has no ${name}`)
    return at
  }
  const [typeAt, nameAt] = [field('type', nodeFields), field('name', nodeFields)]
  const [sizeAt, edgeCountAt] = [field('self_size', nodeFields), field('edge_count', nodeFields)]
  const [edgeTypeAt, toAt] = [field('type', edgeFields), field('to_node', edgeFields)]
  const weak = edgeTypes.indexOf('weak')
  const typeOf = (node: number) => nodeTypes[nodes[node * row + typeAt]!]!
  const nameOf = (node: number) => strings[nodes[node * row + nameAt]!]!

  const count = nodes.length / row
  const firstEdge = new Uint32Array(count + 1)
  for (let node = 0; node < count; node++) firstEdge[node + 1] = firstEdge[node]! + nodes[node * row + edgeCountAt]!
  const isReached = new Uint8Array(count)
  const toVisit = [0]
  isReached[0] = 1
  for (let node = toVisit.pop(); node !== undefined; node = toVisit.pop()) {
    if (typeOf(node) === 'object' && beside.includes(nameOf(node))) continue
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edges[edge * edgeRow + toAt]! / row
      if (isReached[to] === 1 || edges[edge * edgeRow + edgeTypeAt] === weak) continue
      isReached[to] = 1
      toVisit.push(to)
    }
  }

  const bytes = new Map<string, number>()
  for (let node = 0; node < count; node++) {
    const type = typeOf(node)
    if (isReached[node] === 0 || notData.includes(type)) continue
    const name = nameless.includes(type) ? type : `${type} ${nameOf(node).slice(0, 60)}`
    bytes.set(name, (bytes.get(name) ?? 0) + nodes[node * row + sizeAt]!)
  }
  return bytes
}

/** By how much `after` is more than `before`, and in a few words of what most. */
export function grownData(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  const grown = [...after].map(([name, bytes]) => ({ name, bytes: bytes - (before.get(name) ?? 0) }))
  const gone = [...before].filter(([name]) => !after.has(name)).reduce((sum, [, bytes]) => sum + bytes, 0)
  const most = grown.sort((a, b) => b.bytes - a.bytes).slice(0, 8)
  return {
    bytes: grown.reduce((sum, { bytes }) => sum + bytes, -gone),
    mostOf: most.map(({ name, bytes }) => `${name} ${bytes}`).join(', '),
  }
}
