import './xyflow.css'
import { useComputedColorScheme } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconNote } from '@tabler/icons-react'
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowProblem } from '#domain/flows/index.ts'
import type { DrawnBlock, DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { useFormats } from '../languages/use-formats.ts'
import { kindLooks, purposeOf } from './blocks/kinds.ts'
import { gistOf } from './blocks/words-of-settings.ts'
import styles from './canvas.module.css'
import { cardWidth, exitsOf, type Place } from './drawing.ts'
import type { Tally } from './tallies.ts'
import { useBlockWords } from './use-block-words.ts'

export interface CanvasProps {
  readonly flow: DrawnFlow
  readonly languages: readonly string[]
  readonly references: readonly FlowReference[]
  readonly problems: readonly FlowProblem[]
  readonly selected: ReadonlySet<string>
  /** What a search found; `undefined`: nobody searches. */
  readonly found: ReadonlySet<string> | undefined
  /** Of a call that is tried: what it went through, exits as `block exit`, and where it is. */
  readonly lit: { readonly exits: ReadonlySet<string>; readonly at: string | undefined } | undefined
  /** What happens at each block, of a flow that is watched. */
  readonly tallies?: ReadonlyMap<string, Tally>
  /** It is only looked at. */
  readonly isReadOnly?: boolean
  /** A block to bring into sight. */
  readonly focus: string | undefined
  select(blockIds: ReadonlySet<string>): void
  move(places: ReadonlyMap<string, Place>): void
  connect(blockId: string, exit: string, to: string | null): void
  remove(ids: ReadonlySet<string>): void
  drop(kind: string, at: Place): void
}

interface CardData extends Record<string, unknown> {
  readonly block: DrawnBlock
  readonly isStart: boolean
  readonly errors: number
  readonly warnings: number
  readonly gist: string
  readonly isFaint: boolean
  readonly isHere: boolean
  readonly tally: Tally | undefined
}
type BlockNode = Node<CardData, 'block'>
type NoteNode = Node<{ text: string }, 'note'>

export const draggedKind = 'application/x-parley-block'

function BlockCard({ data, selected }: NodeProps<BlockNode>) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const { number } = useFormats()
  const { block, isStart, errors, warnings, gist, isFaint, isHere, tally } = data
  const Icon = kindLooks[block.kind]?.icon ?? IconNote
  const exits = exitsOf(block)
  return (
    <div
      className={styles.card}
      data-purpose={purposeOf(block.kind)}
      data-selected={selected || undefined}
      data-faint={isFaint || undefined}
      data-here={isHere || undefined}
      style={{ width: cardWidth }}
    >
      <Handle type="target" position={Position.Left} id="in" className={styles.way} />
      <div className={styles.cardHead}>
        <span className={styles.icon} aria-hidden="true">
          <Icon size={16} />
        </span>
        <span className={styles.name} dir="auto">
          {words.block(block)}
        </span>
        {isStart && <span className={styles.start}>{t('studio.start')}</span>}
        {errors > 0 ? (
          <span className={styles.error} title={t('studio.problems', { amount: errors })}>
            <IconCircleX size={16} aria-hidden="true" />
            <span className="p-hidden">{t('studio.problems', { amount: errors })}</span>
          </span>
        ) : (
          warnings > 0 && <IconAlertTriangle size={16} className={styles.warning} aria-hidden="true" />
        )}
      </div>
      {gist !== '' && (
        <p className={styles.gist} dir="auto">
          {gist}
        </p>
      )}
      {tally && (
        <p className={styles.tally}>
          {tally.now > 0 && <span data-tone="now">{t('studio.live.within', { amount: number(tally.now) })}</span>}
          {tally.gaveUp > 0 && (
            <span data-tone="gone">{t('studio.live.gaveUpHere', { amount: number(tally.gaveUp) })}</span>
          )}
          {tally.failed > 0 && (
            <span data-tone="failed">{t('studio.live.failedHere', { amount: number(tally.failed) })}</span>
          )}
        </p>
      )}
      {exits.length > 0 && (
        <ul className={styles.exits}>
          {exits.map(({ name, isOptional }) => (
            <li
              key={name}
              className={styles.exit}
              data-open={(!isOptional && block.exits[name] === undefined) || undefined}
            >
              <span dir="auto">{words.exit(block, name)}</span>
              <Handle type="source" position={Position.Right} id={name} className={styles.way} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function NoteCard({ data, selected }: NodeProps<NoteNode>) {
  return (
    <p className={styles.note} data-selected={selected || undefined} dir="auto">
      {data.text}
    </p>
  )
}

const nodeTypes = { block: BlockCard, note: NoteCard }

function nodesOf(props: CanvasProps): (BlockNode | NoteNode)[] {
  const { flow, languages, references, problems, found, lit, tallies } = props
  const errors = new Map<string, number>()
  const warnings = new Map<string, number>()
  for (const { blockId, severity } of problems) {
    if (blockId === null) continue
    const counted = severity === 'error' ? errors : warnings
    counted.set(blockId, (counted.get(blockId) ?? 0) + 1)
  }
  const blocks = flow.blocks.map(
    (block): BlockNode => ({
      ...{ id: block.blockId, type: 'block', position: block.at },
      data: {
        ...{ block, isStart: block.blockId === flow.start, gist: gistOf(block, languages, references) },
        ...{ errors: errors.get(block.blockId) ?? 0, warnings: warnings.get(block.blockId) ?? 0 },
        isFaint: found !== undefined && !found.has(block.blockId),
        isHere: lit?.at === block.blockId,
        tally: tallies?.get(block.blockId),
      },
    }),
  )
  const notes = (flow.notes ?? []).map(
    ({ noteId, text, at }): NoteNode => ({ id: noteId, type: 'note', position: at, data: { text } }),
  )
  return [...blocks, ...notes]
}

function edgesOf({ flow, lit, selected }: CanvasProps): Edge[] {
  return flow.blocks.flatMap((block) =>
    exitsOf(block).flatMap(({ name }): Edge[] => {
      const to = block.exits[name]
      if (to === undefined) return []
      const isLit = lit?.exits.has(`${block.blockId} ${name}`)
      const isNear = selected.has(block.blockId) || selected.has(to)
      return [
        {
          ...{
            id: `${block.blockId} ${name}`,
            source: block.blockId,
            sourceHandle: name,
            target: to,
            targetHandle: 'in',
          },
          className: [isLit ? styles.lit : '', isNear ? styles.near : ''].join(' ').trim(),
          markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
        },
      ]
    }),
  )
}

function Drawn(props: CanvasProps) {
  const { flow, languages, references, problems, found, lit, selected, focus, tallies, isReadOnly = false } = props
  const { t } = useTranslation()
  const { screenToFlowPosition, setCenter, getZoom } = useReactFlow()
  const scheme = useComputedColorScheme('light')
  const [nodes, setNodes] = useState<(BlockNode | NoteNode)[]>(() => nodesOf(props))
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]))
      return nodesOf(latest.current).map((node) => {
        const was = known.get(node.id)
        const isSelected = selected.has(node.id)
        return was ? ({ ...was, ...node, selected: isSelected } as BlockNode) : { ...node, selected: isSelected }
      })
    })
  }, [flow, languages, references, problems, found, lit, selected, tallies])
  useEffect(() => {
    const block = flow.blocks.find(({ blockId }) => blockId === focus)
    if (block)
      void setCenter(block.at.x + cardWidth / 2, block.at.y + 70, { zoom: Math.max(getZoom(), 0.8), duration: 200 })
  }, [focus])
  const edges = useMemo(() => edgesOf({ ...latest.current, flow, lit, selected }), [flow, lit, selected])
  const onConnect = ({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle) props.connect(source, sourceHandle, target)
  }
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      colorMode={scheme}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
      minZoom={0.15}
      maxZoom={1.75}
      proOptions={{ hideAttribution: true }}
      connectionRadius={36}
      deleteKeyCode={isReadOnly ? null : ['Delete', 'Backspace']}
      nodesDraggable={!isReadOnly}
      nodesConnectable={!isReadOnly}
      elementsSelectable={!isReadOnly}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={['Meta', 'Control']}
      onNodesChange={(changes) => {
        setNodes((before) => applyNodeChanges(changes, before) as (BlockNode | NoteNode)[])
        const chosen = changes.filter((change) => change.type === 'select')
        if (chosen.length === 0) return
        const next = new Set(latest.current.selected)
        for (const change of chosen) {
          if (change.selected) next.add(change.id)
          else next.delete(change.id)
        }
        props.select(next)
      }}
      onNodeDragStop={(_event, _node, dragged) => {
        props.move(
          new Map(dragged.map((node) => [node.id, { x: Math.round(node.position.x), y: Math.round(node.position.y) }])),
        )
      }}
      onConnect={onConnect}
      onNodesDelete={(gone) => props.remove(new Set(gone.map(({ id }) => id)))}
      onEdgesDelete={(gone) => {
        for (const { source, sourceHandle } of gone) if (sourceHandle) props.connect(source, sourceHandle, null)
      }}
      onDragOver={(event: DragEvent) => {
        if (!event.dataTransfer.types.includes(draggedKind)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={(event: DragEvent) => {
        const kind = event.dataTransfer.getData(draggedKind)
        if (kind === '') return
        event.preventDefault()
        props.drop(kind, screenToFlowPosition({ x: event.clientX, y: event.clientY }))
      }}
      ariaLabelConfig={{
        'controls.ariaLabel': t('studio.zoom'),
        'controls.zoomIn.ariaLabel': t('studio.zoomIn'),
        'controls.zoomOut.ariaLabel': t('studio.zoomOut'),
        'controls.fitView.ariaLabel': t('studio.fitView'),
        'minimap.ariaLabel': t('studio.minimap'),
      }}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} />
      <MiniMap pannable zoomable className={styles.minimap ?? ''} nodeClassName={styles.mini ?? ''} />
      <Controls showInteractive={false} />
    </ReactFlow>
  )
}

/** What is drawn, as cards and ways between them. It reads from left to right in every language, as the plan of a railway does. */
export function Canvas(props: CanvasProps) {
  const { t } = useTranslation()
  return (
    <section className={styles.canvas} dir="ltr" aria-label={t('studio.canvas')}>
      <ReactFlowProvider>
        <Drawn {...props} />
      </ReactFlowProvider>
    </section>
  )
}
