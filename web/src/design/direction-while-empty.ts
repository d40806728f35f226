/**
 * For a field in which people write in any language: as its first letter says, and while nothing stands in it as the page reads.
 * An empty field with `auto` reads from left to right, and a Persian hint in it would end in a full stop on the wrong side.
 */
export const directionWhileEmpty = (text: string): 'auto' | undefined => (text === '' ? undefined : 'auto')
