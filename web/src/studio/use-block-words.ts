import { useTranslation } from 'react-i18next'
import type { FlowProblem } from '#domain/flows/index.ts'
import type { DrawnBlock } from '#protocol/http/flow-definition.ts'
import { useStudioWord } from './use-studio-word.ts'

/** What blocks, their exits and their problems are called. */
export function useBlockWords() {
  const { t } = useTranslation()
  const word = useStudioWord()
  const kind = (name: string) => word(`studio.kind.${name}`, name)
  const block = (drawn: DrawnBlock) => drawn.name || kind(drawn.kind)
  return {
    kind,
    block,
    exit(drawn: DrawnBlock, name: string): string {
      const settings = drawn.settings as {
        choices?: readonly { key?: string; label?: string }[]
        cases?: readonly { caseId?: string; label?: string; words?: Readonly<Record<string, string>> }[]
      } | null
      const key = /^key-(.)$/.exec(name)?.[1]
      if (key !== undefined) {
        const label = settings?.choices?.find?.((choice) => choice.key === key)?.label
        return label ? `${key} · ${label}` : key
      }
      const caseId = /^case-(.+)$/.exec(name)?.[1]
      if (caseId !== undefined) {
        const at = settings?.cases?.findIndex?.((one) => one.caseId === caseId) ?? -1
        const { label, words } = settings?.cases?.[at] ?? {}
        return label || Object.values(words ?? {})[0] || t('studio.case', { number: at + 1 })
      }
      return word(`studio.exit.${name}`, name)
    },
    problem(problem: FlowProblem): string {
      const place = problem.path?.findLast((part) => typeof part === 'string')
      const values = {
        ...problem.values,
        setting: place === undefined ? '' : word(`studio.setting.${place}`, String(place)),
        language: word(`studio.language.${problem.values.language ?? ''}`, String(problem.values.language ?? '')),
      }
      return word(`studio.problem.${problem.code}`, word('studio.problem.other', problem.code), values)
    },
  }
}
export type BlockWords = ReturnType<typeof useBlockWords>
