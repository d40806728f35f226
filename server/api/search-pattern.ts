/** A LIKE pattern for texts that contain `text`, which is taken letter by letter: its %, _ and \ mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`
