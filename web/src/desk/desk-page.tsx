import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../design/notice.tsx'
import { useStore } from '../state/use-store.ts'
import { AwayNotices } from '../substitutions/away-notices.tsx'
import { AccountPart } from '../workspace/account-part.tsx'
import { AlertsPart } from '../workspace/alerts-part.tsx'
import { CommunicationPart } from '../workspace/communication-part.tsx'
import { HandStrip } from '../workspace/hand-strip.tsx'
import { columnsOf, moveSplitter, type PartName, resetSplitter } from '../workspace/layout.ts'
import { PartColumn } from '../workspace/part-column.tsx'
import { PartSwitcher } from '../workspace/part-switcher.tsx'
import { ScratchPad } from '../workspace/scratch-pad.tsx'
import { Splitter } from '../workspace/splitter.tsx'
import { useDeskStores } from '../workspace/use-desk-stores.ts'
import { useFront } from '../workspace/use-front.ts'
import { useRoom } from '../workspace/use-room.ts'
import { Workspace } from '../workspace/workspace.tsx'
import styles from './desk-page.module.css'
import { IdlePanel } from './idle-panel.tsx'
import { OfferCard } from './offer-card.tsx'
import { StationNotice } from './station-notice.tsx'
import { useDesk } from './use-desk.ts'

/** The agent's desk: its parts, side by side as he arranged them, all about what is in front. */
export function DeskPage() {
  const { t } = useTranslation()
  const { offers, calls, isEdgeConnected } = useDesk()
  const { inHand, interaction, owner } = useFront()
  const { layout: store } = useDeskStores()
  const layout = useStore(store)
  const [measured, room] = useRoom()
  const isTalking = calls.some(({ state }) => state === 'engaged')
  const isCalled = offers.length > 0 || isTalking
  const isIdle = inHand.length === 0 && offers.length === 0
  const columns = room === 'narrow' ? [] : columnsOf(layout, room, isCalled)
  const inView = room === 'narrow' ? [layout.inView] : columns.flatMap(({ parts }) => parts)
  // Who is idle sees so in the middle of his desk, where his tabs will be.
  const idle = isIdle ? <IdlePanel /> : undefined
  // What came while he wrote on something of his own is not in front, and has to be seen all the same.
  const shown = interaction ?? inHand[0]
  const parts: Readonly<Record<PartName, ReactNode>> = {
    communication: (
      <CommunicationPart
        front={shown?.interactionId}
        isIdleShown={isIdle && (room === 'narrow' || !inView.includes('workspace'))}
      />
    ),
    workspace: <Workspace owner={owner} idle={room === 'narrow' ? undefined : idle} />,
    account: <AccountPart subject={shown ?? offers[0]} isOurs={shown !== undefined && !shown.isGuest} />,
    alerts: <AlertsPart front={shown} />,
    scratchPad: <ScratchPad about={owner} inHand={inHand} />,
  }
  return (
    <div ref={measured} className={styles.desk} data-desk={room}>
      <h1 className="p-hidden">{t('frame.section.desk')}</h1>
      <div className={styles.top}>
        <HandStrip inHand={inHand} front={owner} />
        <StationNotice />
        {isEdgeConnected === false && (
          <Notice tone="caution" title={t('desk.edgeLost')}>
            {isTalking ? t('desk.edgeLostInCall') : t('desk.edgeLostIdle')}
          </Notice>
        )}
        <AwayNotices />
        {room === 'narrow' && (
          <>
            {layout.inView !== 'communication' &&
              offers.map((offer) => <OfferCard key={offer.offerId} offer={offer} />)}
            <PartSwitcher
              inView={layout.inView}
              hidden={layout.hidden}
              show={(part) => store.set({ ...store.get(), inView: part })}
            />
          </>
        )}
      </div>
      {room === 'narrow' ? (
        <div className={styles.single}>{parts[layout.inView]}</div>
      ) : (
        <div
          className={styles.columns}
          style={{ gridTemplateColumns: columns.map(({ share }) => `minmax(0, ${share}fr)`).join(' 12px ') }}
        >
          {columns.map((column, at) => {
            const { name } = column
            const before = columns[at - 1]
            return (
              <Fragment key={name}>
                {before && (
                  <Splitter
                    orientation="vertical"
                    label={t('workspace.between', {
                      before: t(`workspace.part.${before.parts[0] ?? 'communication'}`),
                      after: t(`workspace.part.${column.parts[0] ?? 'workspace'}`),
                    })}
                    share={before.share}
                    move={(by) => store.set(moveSplitter(store.get(), before.name, name, by))}
                    reset={() => store.set(resetSplitter(store.get(), before.name, name))}
                  />
                )}
                <PartColumn column={column} parts={parts} />
              </Fragment>
            )
          })}
        </div>
      )}
    </div>
  )
}
