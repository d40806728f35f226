import type { Page } from 'playwright-core'

/**
 * Makes all that is read on a page longer by half, as a language may be whose words nobody has seen yet, and says what that breaks: a
 * page that is wider than its window, by its widest parts. Numbers, names of people and fields' values stay.
 */
export async function brokenByLongWords(page: Page): Promise<readonly string[]> {
  await page.evaluate(lengthen)
  return page.evaluate<string[]>(widerThanTheWindow)
}

const lengthen = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  for (const text of texts) {
    const words = text.data.trim()
    if (!/\\p{L}{3}/u.test(words) || text.parentElement.closest('script,style,svg,bdi')) continue
    text.data = words + ' ' + words.slice(0, Math.ceil(words.length / 2))
  }
})()`

const widerThanTheWindow = `(() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width + 1) return []
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true
    }
    return false
  }
  return [...document.body.querySelectorAll('*')]
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect()
      return (left < -1 || right > width + 1) && right > left && !scrolls(element)
    })
    .slice(0, 5)
    .map((element) => element.tagName.toLowerCase() + '.' + element.className + ': ' + element.textContent.slice(0, 60))
})()`
