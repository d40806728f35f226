import { MultiSelect, Select, Switch, Textarea } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { DrawnFlow, DrawnJson } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { Button, IconButton } from '../../design/button.tsx'
import { inputWrapperOrder, LinesField, NumberField, WordField } from '../../telephony/fields.tsx'
import styles from '../studio.module.css'
import { useStudioWord } from '../use-studio-word.ts'
import { newCaseId } from './kinds.ts'
import { SaidField } from './said-field.tsx'
import { isSaid, isSaidSchema, type SettingsSchema, startOf, unionTag } from './settings-schema.ts'
import { VariableField } from './variable-field.tsx'
import { WordsField } from './words-field.tsx'

export interface FormContext {
  readonly flow: DrawnFlow
  readonly languages: readonly string[]
  readonly references: readonly FlowReference[]
  /** A place in the settings that has a problem, with its sentence. */
  readonly problemAt: (path: readonly (string | number)[]) => string | undefined
  /** Another variable of the flow, by how it is called. @returns its name */
  declare(label: string): string | undefined
}

export interface FieldProps {
  readonly schema: SettingsSchema
  readonly value: DrawnJson | undefined
  readonly path: readonly (string | number)[]
  readonly isOptional: boolean
  readonly context: FormContext
  /** `undefined`: it is left away. */
  set(value: DrawnJson | undefined): void
}

/** The form of one kind of block, made of what its schema says: each setting by a control of its own. */
export function SettingsForm(props: Omit<FieldProps, 'isOptional' | 'path'>) {
  return <AnyField {...props} path={[]} isOptional={false} />
}

const useLabel = (path: FieldProps['path']): string => {
  const word = useStudioWord()
  const name = path.findLast((part) => typeof part === 'string') ?? ''
  return word(`studio.setting.${name}`, String(name))
}

export function AnyField(props: FieldProps) {
  const { schema, value, path } = props
  if (isSaidSchema(schema)) return <SaidSetting {...props} />
  if (schema.holds === 'words') return <WordsField {...props} />
  if (schema.holds === 'requirement') return null
  if (schema.anyOf) return unionTag(schema.anyOf) ? <UnionField {...props} /> : <WordChoice {...props} />
  if (schema.refersTo) return <ReferenceField {...props} />
  if (schema.type === 'object') return <ObjectField {...props} />
  if (schema.type === 'array') return <ListField {...props} />
  if (schema.type === 'boolean') return <YesNoField {...props} />
  if (schema.type === 'integer' || schema.type === 'number') return <AmountField {...props} />
  if (schema.pattern === '^[0-9*#]$') return <KeyField {...props} />
  if (path.at(-1) === 'timeZone') return <TimeZoneField {...props} />
  return <TextField {...props} value={value} />
}

function ObjectField({ schema, value, path, context, set }: FieldProps) {
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, DrawnJson>>) : {}
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([name, inner]) => {
        if (inner.const !== undefined || name === 'caseId') return null
        const isOptional = !(schema.required ?? []).includes(name)
        return (
          <AnyField
            key={name}
            schema={inner}
            value={given[name]}
            path={[...path, name]}
            isOptional={isOptional}
            context={context}
            set={(next) => {
              const { [name]: _, ...others } = given
              set(next === undefined ? others : { ...others, [name]: next })
            }}
          />
        )
      })}
    </>
  )
}

function UnionField({ schema, value, path, context, set }: FieldProps) {
  const word = useStudioWord()
  const members = schema.anyOf ?? []
  const tag = unionTag(members) ?? 'kind'
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, DrawnJson>>) : {}
  const chosen = members.find((member) => member.properties?.[tag]?.const === given[tag]) ?? members[0]
  const label = word(`studio.setting.${path.at(-1) ?? tag}`, tag)
  return (
    <fieldset className={styles.union}>
      <Select
        label={label}
        inputWrapperOrder={inputWrapperOrder}
        data={members.map((member) => {
          const name = String(member.properties?.[tag]?.const)
          return { value: name, label: word(`studio.option.${name}`, name) }
        })}
        value={String(chosen?.properties?.[tag]?.const ?? '')}
        onChange={(name) => {
          const member = members.find((each) => each.properties?.[tag]?.const === name)
          if (member && name !== given[tag]) set(startOf(member))
        }}
      />
      {chosen && (
        <ObjectField schema={chosen} value={given} path={path} isOptional={false} context={context} set={set} />
      )}
    </fieldset>
  )
}

function WordChoice({ schema, value, path, isOptional, context, set }: FieldProps) {
  const word = useStudioWord()
  const label = useLabel(path)
  const words = (schema.anyOf ?? []).map((each) => String(each.const))
  return (
    <Select
      label={label}
      inputWrapperOrder={inputWrapperOrder}
      data={words.map((name) => ({ value: name, label: word(`studio.option.${name}`, name) }))}
      value={typeof value === 'string' ? value : null}
      clearable={isOptional}
      error={context.problemAt(path)}
      onChange={(chosen) => set(chosen ?? undefined)}
    />
  )
}

function ReferenceField(props: FieldProps) {
  const { schema, value, path, isOptional, context, set } = props
  const { t } = useTranslation()
  const word = useStudioWord()
  const label = useLabel(path)
  const what = schema.refersTo ?? ''
  if (what === 'variable' || what === 'set-variable') return <VariableField {...props} />
  const choices =
    what === 'language'
      ? context.languages.map((language) => ({ value: language, label: word(`studio.language.${language}`, language) }))
      : context.references.filter((each) => each.what === what).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Select
      label={label}
      inputWrapperOrder={inputWrapperOrder}
      data={choices}
      value={typeof value === 'string' && value !== '' ? value : null}
      placeholder={t('studio.choose')}
      nothingFoundMessage={t('studio.nothingToChoose')}
      searchable
      clearable={isOptional}
      error={context.problemAt(path)}
      onChange={(chosen) => set(chosen ?? (isOptional ? undefined : ''))}
    />
  )
}

function YesNoField({ value, path, set }: FieldProps) {
  const label = useLabel(path)
  return <Switch label={label} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
}

/** Milliseconds are shown as seconds. */
function AmountField({ value, path, isOptional, context, set }: FieldProps) {
  const { t } = useTranslation()
  const label = useLabel(path)
  const name = String(path.findLast((part) => typeof part === 'string') ?? '')
  const isTime = name.endsWith('Ms')
  const shown =
    typeof value === 'number' ? String(isTime ? value / 1000 : value) : typeof value === 'string' ? value : ''
  return (
    <NumberField
      label={isTime ? t('studio.inSeconds', { label }) : label}
      value={shown}
      problem={context.problemAt(path)}
      set={(text) => {
        if (text.trim() === '') {
          set(isOptional ? undefined : '')
          return
        }
        const amount = Number(text.replace(',', '.'))
        // What is no number stays as it was typed, with the problem beside it.
        if (!Number.isFinite(amount) || /[.,]$/.test(text)) set(text)
        else set(isTime ? Math.round(amount * 1000) : amount)
      }}
    />
  )
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#']
function KeyField({ value, path, context, set }: FieldProps) {
  const label = useLabel(path)
  return (
    <Select
      label={label}
      inputWrapperOrder={inputWrapperOrder}
      data={keys}
      value={typeof value === 'string' && value !== '' ? value : null}
      error={context.problemAt(path)}
      onChange={(chosen) => chosen !== null && set(chosen)}
    />
  )
}

function TimeZoneField({ value, path, context, set }: FieldProps) {
  const label = useLabel(path)
  return (
    <Select
      label={label}
      inputWrapperOrder={inputWrapperOrder}
      data={Intl.supportedValuesOf('timeZone')}
      value={typeof value === 'string' ? value : null}
      searchable
      limit={50}
      error={context.problemAt(path)}
      onChange={(chosen) => chosen !== null && set(chosen)}
    />
  )
}

function TextField({ schema, value, path, isOptional, context, set }: FieldProps) {
  const { t } = useTranslation()
  const label = useLabel(path)
  const text = typeof value === 'string' ? value : ''
  const put = (next: string) => set(next === '' && isOptional ? undefined : next)
  const { variables } = context.flow
  if (schema.holds !== 'template') {
    return (
      <WordField
        label={label}
        value={text}
        problem={context.problemAt(path)}
        maxLength={schema.maxLength ?? 500}
        set={put}
      />
    )
  }
  return (
    <div className={styles.template}>
      <Textarea
        label={label}
        inputWrapperOrder={inputWrapperOrder}
        dir="auto"
        autosize
        minRows={1}
        maxLength={schema.maxLength}
        value={text}
        error={context.problemAt(path)}
        onChange={(event) => put(event.currentTarget.value)}
      />
      {variables.length > 0 && (
        <Select
          aria-label={t('studio.fillIn')}
          placeholder={t('studio.fillIn')}
          size="xs"
          data={variables.map(({ name, label: called }) => ({ value: name, label: called || name }))}
          value={null}
          onChange={(name) => name !== null && put(`${text}{${name}}`)}
        />
      )}
    </div>
  )
}

function ListField({ schema, value, path, isOptional, context, set }: FieldProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const label = useLabel(path)
  const id = useId()
  const items = Array.isArray(value) ? (value as readonly DrawnJson[]) : []
  const inner = schema.items ?? {}
  const put = (next: readonly DrawnJson[]) => set(next.length === 0 && isOptional ? undefined : next)
  if (inner.refersTo && inner.refersTo !== 'variable') {
    const choices =
      inner.refersTo === 'language'
        ? context.languages.map((each) => ({ value: each, label: word(`studio.language.${each}`, each) }))
        : context.references
            .filter(({ what }) => what === inner.refersTo)
            .map((each) => ({ value: each.id, label: each.name }))
    return (
      <MultiSelect
        label={label}
        data={choices}
        value={items.map(String)}
        searchable
        error={context.problemAt(path)}
        onChange={put}
      />
    )
  }
  if (path.at(-1) === 'weekdays') {
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => ({
      value: String(day),
      label: word(`studio.weekday.${day}`, String(day)),
    }))
    return (
      <MultiSelect
        label={label}
        data={days}
        value={items.map(String)}
        onChange={(chosen) => put(chosen.map(Number).sort())}
      />
    )
  }
  if (inner.type !== 'object') {
    return (
      <LinesField
        label={label}
        hint={t('studio.onePerLine')}
        value={items.join('\n')}
        problem={context.problemAt(path)}
        set={(text) => put(text === '' ? [] : text.split('\n'))}
      />
    )
  }
  const fresh = (): DrawnJson => {
    const begun = startOf(inner) as Readonly<Record<string, DrawnJson>>
    if ('caseId' in begun)
      return { ...begun, caseId: newCaseId(items.map((each) => String((each as { caseId?: string }).caseId))) }
    if ('key' in begun) {
      const taken = items.map((each) => (each as { key?: string }).key)
      return { ...begun, key: keys.find((key) => !taken.includes(key)) ?? '1' }
    }
    return begun
  }
  return (
    <fieldset className={styles.list} aria-labelledby={id}>
      <legend id={id}>{label}</legend>
      {items.map((item, index) => (
        <div key={index} className={styles.item}>
          <div className={styles.itemFields}>
            <AnyField
              schema={inner}
              value={item}
              path={[...path, index]}
              isOptional={false}
              context={context}
              set={(next) => put(items.map((each, at) => (at === index ? (next ?? {}) : each)))}
            />
          </div>
          <IconButton
            label={t('studio.removeItem')}
            icon={<IconTrash size={16} />}
            onClick={() => put(items.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {context.problemAt(path) && <p className={styles.problem}>{context.problemAt(path)}</p>}
      {items.length < (schema.maxItems ?? 100) && (
        <Button size="small" icon={<IconPlus size={14} />} onClick={() => put([...items, fresh()])}>
          {t('studio.addItem')}
        </Button>
      )}
    </fieldset>
  )
}

function SaidSetting({ value, path, isOptional, context, set }: FieldProps) {
  const label = useLabel(path)
  return (
    <SaidField
      label={label}
      value={isSaid(value) ? value : []}
      problemAt={(inner) => context.problemAt([...path, ...inner])}
      context={context}
      set={(next) => set(next.length === 0 && isOptional ? undefined : (next as DrawnJson))}
    />
  )
}
