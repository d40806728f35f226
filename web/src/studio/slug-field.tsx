import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeField } from '../telephony/fields.tsx'

interface SlugFieldProps {
  readonly slug: string
  set(slug: string): void
}

const pattern = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/

/** The last part of the address of a self-service page. What cannot be one yet stays in the field and is not saved. */
export function SlugField({ slug, set }: SlugFieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(slug)
  const isSaved = text === slug
  const path = `/help/${slug}`
  const type = (typed: string) => {
    const next = typed.toLowerCase().replace(/[^a-z0-9-]+/g, '-')
    setText(next)
    if (next === '' || pattern.test(next)) set(next)
  }
  return (
    <>
      <CodeField label={t('studio.slug')} hint={t('studio.slugHint')} value={text} maxLength={64} set={type} />
      {slug !== '' && isSaved && (
        <a href={path} target="_blank" rel="noopener noreferrer" dir="ltr">
          {path}
        </a>
      )}
    </>
  )
}
