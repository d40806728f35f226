import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerTier } from '#protocol/http/customer-kinds.ts'
import { wholeNumber } from '../incidents/incident-draft.ts'
import { call } from '../sign-in/api.ts'
import { NumberField, WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

const touches = [['customer-tiers'], ['customer-kinds']]

/** Adds, changes and removes a tier. */
export function TierForm({ tier, done }: { readonly tier: CustomerTier | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(tier?.name ?? '')
  const [rank, setRank] = useState(String(tier?.rank ?? 1))
  const [level, setLevel] = useState(String(tier?.level ?? 0))
  const [boostS, setBoostS] = useState(String((tier?.boostMs ?? 0) / 1000))
  const [isChecked, setChecked] = useState(false)
  const read = {
    rank: wholeNumber(rank, 1, 1000),
    level: wholeNumber(level, -1000, 1000),
    boostS: wholeNumber(boostS, -86_400, 86_400),
  }
  const isMissing = name.trim() === ''
  const isRight = !isMissing && read.rank !== undefined && read.level !== undefined && read.boostS !== undefined
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = {
        ...{ name: name.trim(), rank: read.rank ?? 1, level: read.level ?? 0 },
        boostMs: (read.boostS ?? 0) * 1000,
      }
      return tier
        ? call('changeCustomerTier', { id: tier.tierId, ifMatch: tier.etag, body })
        : call('createCustomerTier', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeCustomerTier', { id: tier?.tierId ?? '', ifMatch: tier?.etag ?? '' }), {
    touches,
    done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isRight) save.mutate()
  }
  const outside = (value: number | undefined, from: string, to: string) =>
    isChecked && value === undefined ? t('telephony.outOfRange', { from, to }) : undefined
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <WordField
          label={t('telephony.name')}
          value={name}
          isFirst
          problem={isChecked && isMissing ? t('telephony.needed') : undefined}
          set={setName}
        />
        <NumberField
          label={t('customers.kinds.rank')}
          hint={t('customers.kinds.rankHint')}
          value={rank}
          problem={outside(read.rank, '1', '1000')}
          set={setRank}
        />
      </div>
      <div className={form.pair}>
        <NumberField
          label={t('customers.kinds.level')}
          hint={t('customers.kinds.levelHint')}
          value={level}
          problem={outside(read.level, '−1000', '1000')}
          set={setLevel}
        />
        <NumberField
          label={t('customers.kinds.boost')}
          hint={t('customers.kinds.boostHint')}
          value={boostS}
          problem={outside(read.boostS, '−86400', '86400')}
          set={setBoostS}
        />
      </div>
      <SaveOrRemove
        add={t('customers.kinds.addTier')}
        known={tier}
        removeText={t('customers.kinds.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
