import az from './languages/az.json'
import en from './languages/en.json'
import fa from './languages/fa.json'
import hu from './languages/hu.json'
import ka from './languages/ka.json'
import ru from './languages/ru.json'
import tr from './languages/tr.json'

export type HelpWords = typeof en
const all: Record<string, HelpWords> = { en, az, fa, tr, ka, hu, ru }

/** What the page says itself, beside what its flow says. */
export const helpWordsOf = (language: string): HelpWords => all[language] ?? en
