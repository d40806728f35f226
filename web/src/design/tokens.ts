/**
 * The design's colors by meaning, in both schemes. Components use the CSS variables `--p-<name>` and never a literal
 * color; `tokens.test.ts` holds every pair that carries text or a control's edge against WCAG 2.2.
 */
export interface Colors {
  /** Behind everything. */
  readonly canvas: string
  /** Cards, panels, fields. */
  readonly surface: string
  /** Wells: table heads, tracks, disabled fields. */
  readonly sunken: string
  /** What a pointer rests on. */
  readonly hover: string
  readonly line: string
  /** The edge of a control: 3:1 against the surface. */
  readonly edge: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly accent: string
  readonly accentHover: string
  readonly accentSoft: string
  readonly accentText: string
  readonly positive: string
  readonly positiveHover: string
  readonly positiveSoft: string
  readonly positiveText: string
  readonly caution: string
  readonly cautionSoft: string
  readonly cautionText: string
  readonly danger: string
  readonly dangerHover: string
  readonly dangerSoft: string
  readonly dangerText: string
  readonly pause: string
  readonly pauseSoft: string
  readonly pauseText: string
  /** Text on accent, positive, danger and pause. */
  readonly onFill: string
  readonly shadow: string
}

export const light: Colors = {
  canvas: '#f6f6f4',
  surface: '#ffffff',
  sunken: '#f0f0ed',
  hover: '#f1f1ef',
  line: '#e5e4e0',
  edge: '#8b8983',
  text: '#1c1b19',
  muted: '#58564f',
  faint: '#6b6962',
  accent: '#2b57cf',
  accentHover: '#2349b3',
  accentSoft: '#e9effd',
  accentText: '#2047ad',
  positive: '#17774a',
  positiveHover: '#11633c',
  positiveSoft: '#e0f4e8',
  positiveText: '#0f5f39',
  caution: '#b26b00',
  cautionSoft: '#fdf1d6',
  cautionText: '#734900',
  danger: '#c0283a',
  dangerHover: '#a31f2f',
  dangerSoft: '#fdeaea',
  dangerText: '#a01e2d',
  pause: '#6b45c4',
  pauseSoft: '#f0ebfb',
  pauseText: '#55339f',
  onFill: '#ffffff',
  shadow: '0 1px 2px rgb(28 27 25 / 6%), 0 6px 20px rgb(28 27 25 / 8%)',
}

export const dark: Colors = {
  canvas: '#121316',
  surface: '#191a1e',
  sunken: '#0d0e10',
  hover: '#23252a',
  line: '#2a2c32',
  edge: '#71757f',
  text: '#ecedef',
  muted: '#abaeb7',
  faint: '#8d919b',
  accent: '#3f6ae0',
  accentHover: '#4d78ee',
  accentSoft: '#1a2747',
  accentText: '#a8c1ff',
  positive: '#1b7d50',
  positiveHover: '#218e5c',
  positiveSoft: '#122f21',
  positiveText: '#7edba9',
  caution: '#e0a030',
  cautionSoft: '#33260d',
  cautionText: '#f2c66d',
  danger: '#cc3a4b',
  dangerHover: '#dc4a5a',
  dangerSoft: '#3b171c',
  dangerText: '#ffa3aa',
  pause: '#7d5bd6',
  pauseSoft: '#271e3e',
  pauseText: '#cab8ff',
  onFill: '#ffffff',
  shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 45%)',
}

/** `accentSoft` -> `--p-accent-soft`. */
export const variableName = (name: string): string =>
  `--p-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

export const cssVariables = (colors: Colors): Record<string, string> =>
  Object.fromEntries(Object.entries(colors).map(([name, value]) => [variableName(name), value]))

/** WCAG 2.2 relative luminance contrast of two `#rrggbb` colors: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
