// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are programs that are checked.
import { expect, test } from 'vitest'
import { checkUntranslated } from './untranslated.ts'

const refused = (text: string, path = 'web/src/desk/card.tsx') => checkUntranslated([{ path, text }]).length

test.each([
  'const x = <p>Hello there</p>',
  'const x = <button aria-label="Hang up" />',
  'const x = <input placeholder={isOn ? "Name" : t("name")} />',
  'const x = <p>{name || "Nobody"}</p>',
  'const x = <p>{isLate && "Late"}</p>',
  'const x = <b title={`Call ${name}`} />',
  "button.textContent = 'Call'",
  "button.setAttribute('aria-label', 'Call')",
])('%s is refused', (text) => {
  expect(refused(text)).toBe(1)
})

test.each([
  'const x = <p>{t("desk.hello")}</p>',
  'const x = <p className="wide">· {count} %</p>',
  'const x = <button aria-label={t("desk.hangUp")} type="button" />',
  'const x = <h1>Parley</h1>',
  'const x = <b title={`${first} ${last}`} />',
  "throw new Error('not for people')",
])('%s is as it should be', (text) => {
  expect(refused(text)).toBe(0)
})

test('tests may hold words', () => {
  expect(refused('const x = <p>Hello there</p>', 'web/src/desk/card.test.tsx')).toBe(0)
})
